// How the program is called for each verb. Knows no editor, so that a test can run it.

export type Verb = "check" | "run" | "test";

/** The arguments of a verb; a policy is tested by the cases beside it. */
export function argumentsOf(verb: Verb, path: string, data?: string, others?: string[]): string[] {
  const args: string[] = [verb, path];
  if (verb === "run" && data !== undefined) {
    args.push("--data", data);
  }
  return args.concat(others ?? []);
}

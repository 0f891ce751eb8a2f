mod recompute;

-- Tries what ../README.md says of Neovim against the server that is in PATH:
--
--   nvim --headless --clean -l editors/neovim/check.lua
--
-- The configuration is the one of the README, to the letter. Ends with 0 if all answers came, else says which did not.

local here = debug.getinfo(1, "S").source:sub(2):match("^(.*)/[^/]*$") or "."
local readme = table.concat(vim.fn.readfile(here .. "/../README.md"), "\n")
local blocks = {}
for block in readme:gmatch("```lua\n(.-)```") do
  table.insert(blocks, block)
end
assert(#blocks > 0, "the README has no Lua")

local folder = vim.fn.tempname()
vim.fn.mkdir(folder .. "/policies", "p")
local function write(name, lines)
  vim.fn.writefile(lines, folder .. "/" .. name)
  return folder .. "/" .. name
end
local rules = {
  "政策 试",
  "参数 比例上限 : 比例 = 50%",
  "  依据 第一条",
  "表 医院",
  "  键 编码 : 文本",
  "  列 结余:金额",
  "每个 医院：",
  "公式 留用 : 金额 = 结于 × 比例上限 四舍五入到 分",
  "  依据 第一条",
  "输出 医院 : 编码, 留用",
  '案例 "一半"',
  "  给定 医院",
  "    | 编码 | 结余 |",
  "    | A | 10.01 |",
  '  期望 医院["A"].留用 = 5.01元',
}
local plain = write("试.policy", rules)
local prose = { "# 第一条", "", "结余的一半留给医院。", "", "```policy" }
vim.list_extend(prose, rules)
table.insert(prose, "```")
local literate = write("办法.policy.md", prose)

vim.cmd("filetype plugin on")
for _, block in ipairs(blocks) do
  assert(load(block))()
end

local failed = {}
local function holds(what, test)
  local fine, answer = pcall(vim.wait, 20000, test, 50)
  print((fine and answer and "fine  " or "FAILS ") .. what)
  if not (fine and answer) then
    table.insert(failed, what)
  end
end

local function position(line, word)
  local text = vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1]
  local at = text:find(word, 1, true)
  vim.api.nvim_win_set_cursor(0, { line + 1, at - 1 })
end

local function ask(method, params)
  local all = vim.lsp.buf_request_sync(0, method, params or vim.lsp.util.make_position_params(0, "utf-16"), 20000) or {}
  for _, answer in pairs(all) do
    if answer.result then
      return answer.result
    end
  end
end

local function try(path, shift)
  local name = vim.fs.basename(path)
  vim.cmd.edit(vim.fn.fnameescape(path))
  holds(name .. ": it is a jieyu file", function() return vim.bo.filetype == "jieyu" end)
  holds(name .. ": the server runs", function() return #vim.lsp.get_clients({ bufnr = 0 }) == 1 end)
  holds(name .. ": the slip is told where it stands", function()
    local all = vim.diagnostic.get(0)
    return #all == 1 and all[1].lnum == 7 + shift and all[1].message:find("结于", 1, true) ~= nil
  end)
  position(7 + shift, "结于")
  holds(name .. ": a quick fix is offered", function()
    local params = vim.lsp.util.make_range_params(0, "utf-16")
    params.context = { diagnostics = {} }
    local all = ask("textDocument/codeAction", params) or {}
    if not all[1] then
      return false
    end
    vim.lsp.util.apply_workspace_edit(all[1].edit, "utf-16")
    return true
  end)
  holds(name .. ": with it nothing is wrong", function() return #vim.diagnostic.get(0) == 0 end)
  for _, one in ipairs(vim.diagnostic.get(0)) do
    print("      " .. one.message)
  end
  position(7 + shift, "比例上限")
  holds(name .. ": hover tells the value", function()
    local hover = ask("textDocument/hover")
    return hover ~= nil and hover.contents.value:find("50%", 1, true) ~= nil
  end)
  holds(name .. ": a name leads to where it is declared", function()
    local found = ask("textDocument/definition")
    local first = found and (found[1] or found)
    return first ~= nil and first.range.start.line == 1 + shift
  end)
  holds(name .. ": colours come", function()
    local found = ask("textDocument/semanticTokens/full", { textDocument = vim.lsp.util.make_text_document_params(0) })
    return found ~= nil and #found.data > 0
  end)
  vim.lsp.inlay_hint.enable()
  holds(name .. ": values stand beside parameters", function() return #vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0 end)
  vim.lsp.codelens.refresh()
  local buffer = vim.api.nvim_get_current_buf()
  holds(name .. ": lenses stand above", function() return #vim.lsp.codelens.get(buffer) > 0 end)
  local before = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  vim.lsp.buf.format({ timeout_ms = 20000 })
  holds(name .. ": it is laid out", function()
    local after = vim.api.nvim_buf_get_lines(0, 0, -1, false)
    local prose = vim.deep_equal(vim.list_slice(before, 1, shift), vim.list_slice(after, 1, shift))
    return prose and vim.tbl_contains(after, "  列 结余 : 金额")
  end)
  vim.cmd("write")
end

try(plain, 0)
try(literate, 5)
print(#failed == 0 and "all of it holds" or #failed .. " do not hold")
os.exit(#failed == 0 and 0 or 1)

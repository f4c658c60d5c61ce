-- Drives a real Neovim through what "tamga lsp" gives an editor, and prints what came of it as JSON.
local tamga, dir = vim.env.TAMGA, vim.env.PACKAGE
local said = {}

local function wait(what, test)
  if not vim.wait(20000, test, 20) then
    said.failed = what
    io.stdout:write(vim.fn.json_encode(said) .. '\n')
    vim.cmd('qall!')
  end
end

local file = dir .. '/crm.yaml'
vim.cmd('edit ' .. file)
local client = vim.lsp.start_client({ cmd = { tamga, 'lsp' }, root_dir = dir, name = 'tamga' })
vim.lsp.buf_attach_client(0, client)
wait('attached', function() return vim.lsp.get_client_by_id(client) ~= nil and vim.lsp.get_client_by_id(client).initialized end)

-- where finds the place of a text: the line and the byte, from 0.
local function where(text, into)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local at = line:find(text, 1, true)
    if at then return i - 1, at - 1 + (into or 0) end
  end
  error('not there: ' .. text)
end

-- change writes one text for another, as typing does.
local function change(old, new)
  local row, col = where(old)
  vim.api.nvim_buf_set_text(0, row, col, row, col + #old, vim.split(new, '\n'))
end

local function ask(method, row, col, more)
  vim.api.nvim_win_set_cursor(0, { row + 1, col })
  local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(0, 'utf-16'), more or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 20000) or {}
  for _, answer in pairs(answers) do
    if answer.err then return nil, answer.err.message end
    return answer.result
  end
end

-- A mistake is told where it stands, while it is typed.
change('client.email', 'client.emial')
wait('a diagnostic', function() return #vim.diagnostic.get(0) > 0 end)
local d = vim.diagnostic.get(0)[1]
said.diagnostic = { message = d.message, line = d.lnum + 1, column = d.col + 1, count = #vim.diagnostic.get(0) }
change('client.emial', 'client.email')
wait('no diagnostic', function() return #vim.diagnostic.get(0) == 0 end)

-- Names are completed inside an expression.
local row, col = where('client.email', 7)
said.completion = {}
for _, i in ipairs(ask('textDocument/completion', row, col).items) do table.insert(said.completion, i.label) end

said.hover = ask('textDocument/hover', row, col + 1).contents.value

local target = ask('textDocument/definition', row, col + 1)[1]
said.definition = { uri = target.uri, line = target.range.start.line + 1 }

-- A name is written anew everywhere, in files that are not open too.
said.references = #ask('textDocument/references', row, col + 1, { context = { includeDeclaration = true } })
local edit, refusal = ask('textDocument/rename', row, col + 1, { newName = 'mail' })
said.refusal = refusal
if edit then vim.lsp.util.apply_workspace_edit(edit, 'utf-16') end
wait('right after the rename', function() return #vim.diagnostic.get() == 0 end)
vim.cmd('wall')
io.stdout:write(vim.fn.json_encode(said) .. '\n')
vim.cmd('qall!')

# Reads scripts with the engine's parser and tells what Windows PowerShell 5.1 would not take, as JSON lines
# { file, line, rule, text }. Nothing of them is run. Standard input: one JSON document { rules, files: [{ name, path }] }.
param([string] $Folder)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. ([IO.Path]::Combine($Folder, 'syntax-rules.ps1'))
. ([IO.Path]::Combine($Folder, 'command-rules.ps1'))
. ([IO.Path]::Combine($Folder, 'type-rules.ps1'))

$request = ConvertFrom-Json -InputObject ([Console]::In.ReadToEnd())
$rules = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($request.rules))

$scripts = @(foreach ($file in $request.files) {
    $tokens = $null
    $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseFile($file.path, [ref] $tokens, [ref] $errors)
    [pscustomobject] @{
        Name = $file.name; Path = $file.path; Ast = $ast; Tokens = $tokens; Errors = $errors
        Nodes = @($ast.FindAll({ $true }, $true))
    }
})
# Scripts that ship together may call each other's functions.
$functions = @{}
foreach ($script in $scripts) {
    foreach ($node in $script.Nodes) {
        if ($node -is [System.Management.Automation.Language.FunctionDefinitionAst]) { $functions[$node.Name] = $node }
    }
}

$loaded = @(Get-LoadedFileName $scripts)
foreach ($script in $scripts) {
    $findings = @(
        Get-SyntaxFinding $script
        Get-ByteFinding $script
        Get-StrictModeFinding $script $loaded
        Get-CommandFinding $script $rules $functions
        Get-TypeFinding $script $rules
    )
    foreach ($finding in $findings) {
        $finding['file'] = $script.Name
        [Console]::Out.WriteLine((ConvertTo-Json -InputObject $finding -Compress))
    }
}

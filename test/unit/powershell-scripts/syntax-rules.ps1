# Syntax that came with PowerShell 6 and 7, and the form of a shipped script.

function New-Finding([string] $Rule, $Extent, [string] $Text) {
    if (-not $Text) { $Text = $Extent.Text.Split("`n")[0].Trim() }
    @{ rule = $Rule; line = $Extent.StartLineNumber; text = $Text }
}

function Get-SyntaxFinding($Script) {
    foreach ($problem in $Script.Errors) { New-Finding 'parse' $problem.Extent $problem.Message }
    foreach ($node in $Script.Nodes) {
        switch ($node.GetType().Name) {
            'TernaryExpressionAst' { New-Finding 'ternary' $node.Extent }
            'PipelineChainAst' { New-Finding 'pipeline-chain' $node.Extent }
            'PipelineAst' { if ($node.Background) { New-Finding 'background' $node.Extent } }
            'ScriptBlockAst' { if ($node.CleanBlock) { New-Finding 'clean-block' $node.CleanBlock.Extent } }
            'BinaryExpressionAst' {
                if ($node.Operator -eq 'QuestionQuestion') { New-Finding 'null-coalescing' $node.Extent }
                elseif ($node.Operator -eq 'DotDot' -and $node.Left.StaticType -eq [string]) { New-Finding 'character-range' $node.Extent }
            }
            'AssignmentStatementAst' { if ($node.Operator -eq 'QuestionQuestionEquals') { New-Finding 'null-coalescing' $node.Extent } }
            { $_ -in 'MemberExpressionAst', 'InvokeMemberExpressionAst', 'IndexExpressionAst' } {
                if ($node.NullConditional) { New-Finding 'null-conditional' $node.Extent }
            }
        }
    }
    Get-TokenFinding $Script
    $needs = $Script.Ast.ScriptRequirements
    if ($needs) {
        if ($needs.RequiredPSVersion -and $needs.RequiredPSVersion -gt [version] '5.1') { New-Finding 'requires' $Script.Ast.Extent "#requires -Version $($needs.RequiredPSVersion)" }
        if (@($needs.RequiredPSEditions) -contains 'Core') { New-Finding 'requires' $Script.Ast.Extent '#requires -PSEdition Core' }
    }
}

function Get-TokenFinding($Script) {
    $before = $null
    foreach ($token in $Script.Tokens) {
        if ($token.Kind -eq 'Number' -and $token.Text -match '^0b|(?<![x0-9a-f]*[x])(?:[uysn]|u[ysl])(?:[kmgtp]b)?$' -and $token.Text -notmatch '^0x[0-9a-f]+$') { New-Finding 'number-suffix' $token.Extent }
        # Inside double quotes only; `e and `u{...} are other characters in 5.1.
        if ($token.Kind -in 'StringExpandable', 'HereStringExpandable' -and $token.Text -match '(?<!`)(?:``)*`(?:e|u\{)') { New-Finding 'escape' $token.Extent }
        if ($token.Kind -eq 'Pipe' -and $before -and $before.Kind -eq 'NewLine') { New-Finding 'leading-pipe' $token.Extent }
        if ($token.Kind -ne 'Comment') { $before = $token }
    }
}

function Get-ByteFinding($Script) {
    $line = 1
    foreach ($byte in [IO.File]::ReadAllBytes($Script.Path)) {
        if ($byte -eq 10) { $line++ }
        elseif ($byte -gt 126 -or ($byte -lt 32 -and $byte -ne 9 -and $byte -ne 13)) {
            # One is enough: without a byte order mark 5.1 reads the whole file in the code page of the machine.
            @{ rule = 'ascii'; line = $line; text = 'byte 0x{0:x2}' -f $byte }
            return
        }
    }
}

# A file that a strict module of the same package loads by name runs in that module's scope.
function Get-LoadedFileName($Scripts) {
    foreach ($script in $Scripts) {
        if (-not $script.Name.EndsWith('.psm1') -or @(Get-StrictModeFinding $script @()).Count -gt 0) { continue }
        foreach ($node in $script.Nodes) {
            if ($node -is [System.Management.Automation.Language.StringConstantExpressionAst] -and $node.Value.EndsWith('.ps1')) { $node.Value }
        }
    }
}

function Get-StrictModeFinding($Script, $Loaded) {
    if ($Script.Name.EndsWith('.psd1') -or $Loaded -contains [IO.Path]::GetFileName($Script.Name)) { return }
    $ast = $Script.Ast
    $statements = @(foreach ($block in $ast.BeginBlock, $ast.ProcessBlock, $ast.EndBlock) { if ($block) { $block.Statements } })
    # A file of functions only runs in the scope of whoever calls them.
    $loose = @($statements | Where-Object { $_ -isnot [System.Management.Automation.Language.FunctionDefinitionAst] })
    if ($loose.Count -eq 0 -and -not $ast.ParamBlock -and -not $Script.Name.EndsWith('.psm1')) { return }
    $strict = @($loose | Where-Object { $_.Extent.Text -match '^Set-StrictMode\s+-Version\s' })
    if ($strict.Count -eq 0) { @{ rule = 'strict-mode'; line = 1; text = 'no Set-StrictMode -Version at the top' } }
}

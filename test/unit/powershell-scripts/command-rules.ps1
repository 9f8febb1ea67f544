# Commands: only known cmdlets with their parameters of 5.1, by their full names; functions with approved verbs.

$commonParameters = @([System.Management.Automation.Cmdlet]::CommonParameters) + @([System.Management.Automation.Cmdlet]::OptionalCommonParameters) |
    Where-Object { $_ -ne 'ProgressAction' }

function Get-CommandFinding($Script, $Rules, $Functions) {
    $verbs = @(Get-ApprovedVerb $Rules)
    foreach ($node in $Script.Nodes) {
        if ($node -is [System.Management.Automation.Language.FunctionDefinitionAst]) {
            if ($node.Name -match '^(?<verb>[^-]+)-' -and $verbs -notcontains $Matches['verb']) { New-Finding 'verb' $node.Extent $node.Name }
        } elseif ($node -is [System.Management.Automation.Language.CommandAst]) {
            Get-CallFinding $node $Rules $Functions
        }
    }
}

function Get-ApprovedVerb($Rules) {
    foreach ($type in [System.Management.Automation.PSCmdlet].Assembly.GetTypes()) {
        if ($type.Namespace -ne 'System.Management.Automation' -or $type.Name -notmatch '^Verbs[A-Z]') { continue }
        foreach ($field in $type.GetFields()) { if ($Rules.verbs -notcontains $field.Name) { $field.Name } }
    }
}

function Get-CallFinding($Call, $Rules, $Functions) {
    $name = $Call.GetCommandName()
    # `& $block` and `. $file` have no name; a program is called by its path or extension.
    if (-not $name -or $name -match '[\\/]|\.exe$') { return }
    if ($Functions.ContainsKey($name)) { return }
    $bare = $name -replace '^Microsoft\.PowerShell\.(?:Core|Utility|Management|Security)\\', ''
    if ($bare -match '^Dism\\[A-Z][a-z]+-[A-Za-z]+$') { return }
    $known = $Rules.cmdlets.PSObject.Properties | Where-Object { $_.Name -eq $bare }
    if (-not $known) {
        $rule = if ($bare -match '^[A-Za-z]+-[A-Za-z]+$') { 'cmdlet' } else { 'alias' }
        New-Finding $rule $Call.Extent $name
        return
    }
    if ($known.Name -cne $bare) { New-Finding 'casing' $Call.Extent $name }
    foreach ($element in $Call.CommandElements) {
        if ($element -isnot [System.Management.Automation.Language.CommandParameterAst]) { continue }
        $parameter = $element.ParameterName
        if (@($known.Value) -notcontains $parameter -and $commonParameters -notcontains $parameter) { New-Finding 'parameter' $element.Extent "$bare -$parameter" }
    }
    Get-EncodingFinding $Call $Rules
}

function Get-EncodingFinding($Call, $Rules) {
    $elements = @($Call.CommandElements)
    for ($i = 0; $i -lt $elements.Count - 1; $i++) {
        $element = $elements[$i]
        if ($element -isnot [System.Management.Automation.Language.CommandParameterAst] -or $element.ParameterName -ne 'Encoding') { continue }
        $value = if ($element.Argument) { $element.Argument } else { $elements[$i + 1] }
        if ($value -is [System.Management.Automation.Language.StringConstantExpressionAst] -and $Rules.encodings -notcontains $value.Value) {
            New-Finding 'encoding' $element.Extent $value.Value
        }
    }
}

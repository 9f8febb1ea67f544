# Variables, .NET types and members that 5.1 on the .NET Framework lacks.

function Get-FullTypeName($TypeName) {
    $name = ($TypeName.FullName -replace '\[.*$', '')
    $type = $TypeName.GetReflectionType()
    if ($type -and $type.FullName) { $name = $type.FullName -replace '[`\[].*$', '' }
    elseif ($name -notmatch '^System\.' -and $name.Contains('.')) { $name = "System.$name" }
    $name
}

function Get-TypeFinding($Script, $Rules) {
    foreach ($node in $Script.Nodes) {
        if ($node -is [System.Management.Automation.Language.VariableExpressionAst]) {
            if ($Rules.variables -contains ($node.VariablePath.UserPath -replace '^(?:script|global|local):', '')) { New-Finding 'variable' $node.Extent }
        } elseif ($node -is [System.Management.Automation.Language.TypeExpressionAst] -or $node -is [System.Management.Automation.Language.AttributeBaseAst]) {
            $name = Get-FullTypeName $node.TypeName
            foreach ($denied in $Rules.types) {
                if ($name -like $denied -or $node.TypeName.FullName -eq $denied) { New-Finding 'type' $node.Extent $name; break }
            }
        } elseif ($node -is [System.Management.Automation.Language.MemberExpressionAst]) {
            Get-MemberFinding $node $Rules
        }
    }
}

function Get-MemberFinding($Node, $Rules) {
    if ($Node.Member -isnot [System.Management.Automation.Language.StringConstantExpressionAst]) { return }
    $member = $Node.Member.Value
    $type = ''
    if ($Node.Static -and $Node.Expression -is [System.Management.Automation.Language.TypeExpressionAst]) { $type = Get-FullTypeName $Node.Expression.TypeName }
    if ($type -and $Rules.staticMembers -contains "${type}::$member") { New-Finding 'member' $Node.Extent "${type}::$member" }
    if (-not $Node.Static -and $Rules.instanceMembers -contains $member) { New-Finding 'member' $Node.Extent $member }
    if ($Node -isnot [System.Management.Automation.Language.InvokeMemberExpressionAst]) { return }
    $count = @($Node.Arguments | Where-Object { $null -ne $_ }).Count
    foreach ($rule in $Rules.arguments) {
        $owner = if ($rule.PSObject.Properties['type']) { $rule.type } else { '' }
        if ($rule.member -eq $member -and $rule.count -eq $count -and $owner -eq $type) { New-Finding 'arguments' $Node.Extent "$member with $count arguments: $($rule.why)" }
    }
}

using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>One member that Get-Member found.</summary>
public sealed class MemberDefinition(string typeName, string name, PSMemberTypes memberType, string definition)
{
    public string TypeName { get; } = typeName;
    public string Name { get; } = name;
    public PSMemberTypes MemberType { get; } = memberType;
    public string Definition { get; } = definition;
    public override string ToString() => Definition;
}

/// <summary>Get-Member: the members of each type in the pipeline, once a type.</summary>
[Cmdlet(VerbsCommon.Get, "Member")]
[OutputType(typeof(MemberDefinition))]
public sealed class GetMemberCommand : PSCmdlet
{
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private bool _any;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    [Parameter]
    public SwitchParameter Static { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null) return;
        _any = true;
        var type = Static ? InputObject.BaseObject as Type ?? InputObject.BaseObject.GetType() : null;
        var typeName = type?.FullName ?? (InputObject.TypeNames.Count > 0 ? InputObject.TypeNames[0] : "<null>");
        if (!_seen.Add(typeName)) return;
        var members = type is null ? InstanceMembers() : StaticMembers(type);
        foreach (var member in members.OrderBy(member => member.Type.ToString(), StringComparer.Ordinal).ThenBy(member => member.Name, StringComparer.OrdinalIgnoreCase))
            WriteObject(new MemberDefinition(typeName, member.Name, member.Type, member.Definition));
    }

    protected override void EndProcessing()
    {
        if (!_any)
            WriteError(new ErrorRecord(new InvalidOperationException("You must specify an object for the Get-Member cmdlet."), "NoObjectInGetMember", ErrorCategory.CloseError, null));
    }

    private IEnumerable<(string Name, PSMemberTypes Type, string Definition)> InstanceMembers() =>
        Name.SelectMany(name => InputObject!.Members.Match(name, MemberType))
            .Where(member => Force || !(member.MemberType == PSMemberTypes.Method && IsAccessor(member.Name)))
            .DistinctBy(member => member.Name, StringComparer.OrdinalIgnoreCase)
            .Select(member => (member.Name, member.MemberType, member.ToString() ?? ""));

    private IEnumerable<(string Name, PSMemberTypes Type, string Definition)> StaticMembers(Type type)
    {
        var patterns = Name.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase)).ToList();
        const System.Reflection.BindingFlags flags = System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.FlattenHierarchy;
        var properties = type.GetProperties(flags).Select(member => (member.Name, PSMemberTypes.Property, $"static {member.PropertyType} {member.Name}"))
            .Concat(type.GetFields(flags).Select(member => (member.Name, PSMemberTypes.Property, $"static {member.FieldType} {member.Name}")));
        var methods = type.GetMethods(flags).Where(method => Force || !method.IsSpecialName).GroupBy(method => method.Name)
            .Select(group => (group.Key, PSMemberTypes.Method, string.Join(", ", group.Select(method => "static " + method))));
        return properties.Concat(methods).Where(member => (MemberType & member.Item2) != 0 && patterns.Exists(pattern => pattern.IsMatch(member.Item1)));
    }

    private static bool IsAccessor(string name) =>
        name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal) || name.StartsWith("add_", StringComparison.Ordinal)
        || name.StartsWith("remove_", StringComparison.Ordinal) || name.StartsWith("op_", StringComparison.Ordinal);
}

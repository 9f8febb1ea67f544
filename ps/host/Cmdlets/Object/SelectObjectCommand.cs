using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Select-Object: which objects of the pipeline, and which of their properties.</summary>
[Cmdlet(VerbsCommon.Select, "Object", DefaultParameterSetName = "DefaultParameter")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _held = new();
    private readonly List<PSObject> _unique = [];
    private List<PropertySelection> _properties = [];
    private PropertySelection? _expand;
    private int _seen;
    private int _emitted;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, ParameterSetName = "DefaultParameter")]
    [Parameter(Position = 0, ParameterSetName = "SkipLastParameter")]
    public object[]? Property { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "SkipLastParameter")]
    public string[]? ExcludeProperty { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "SkipLastParameter")]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseInsensitive { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int? First { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "SkipLastParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    [Parameter(ParameterSetName = "SkipLastParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int SkipLast { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    public SwitchParameter Wait { get; set; }

    [Parameter(ParameterSetName = "IndexParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Index { get; set; }

    [Parameter(ParameterSetName = "SkipIndexParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? SkipIndex { get; set; }

    private bool HasLast => MyInvocation.BoundParameters.ContainsKey(nameof(Last));

    protected override void BeginProcessing()
    {
        _properties = PropertySelection.Parse(Property);
        if (ExcludeProperty is not null && _properties.Count == 0 && ExpandProperty is null) _properties = PropertySelection.Parse(["*"]);
        if (ExpandProperty is not null) _expand = PropertySelection.Parse(ExpandProperty);
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null) return;
        var at = _seen++;
        if (Index is not null || SkipIndex is not null)
        {
            if (Index?.Contains(at) ?? !SkipIndex!.Contains(at)) Emit(InputObject);
            return;
        }
        if (SkipLast > 0)
        {
            if (at >= Skip) _held.Enqueue(InputObject);
            if (_held.Count > SkipLast) Emit(_held.Dequeue());
            return;
        }
        // With -Last, -Skip counts from the end and is applied there.
        if (!HasLast && at < Skip) return;
        if (First is { } limit && _emitted < limit) Emit(InputObject);
        else if (HasLast) Hold(InputObject);
        else if (First is null) Emit(InputObject);
        if (First is { } wanted && _emitted >= wanted && !HasLast && !Wait) StopUpstream();
    }

    protected override void EndProcessing()
    {
        if (HasLast)
            for (var keep = _held.Count - Skip; keep > 0 && _held.Count > 0; keep--) Emit(_held.Dequeue());
        if (Unique)
            foreach (var item in _unique) WriteObject(item);
    }

    private void Hold(PSObject item)
    {
        _held.Enqueue(item);
        if (_held.Count > Last + Skip) _held.Dequeue();
    }

    private void Emit(PSObject item)
    {
        _emitted++;
        foreach (var result in Shape(item))
        {
            if (!Unique) WriteObject(result);
            else if (!_unique.Any(known => ObjectOrder.SameContent(known, result, CaseInsensitive))) _unique.Add(result);
        }
    }

    private IEnumerable<PSObject> Shape(PSObject item)
    {
        if (_expand is not null) return Expand(item);
        return _properties.Count == 0 ? [item] : [Project(item)];
    }

    private PSObject Project(PSObject item)
    {
        var result = new PSObject();
        AddProperties(item, result);
        result.TypeNames.Insert(0, "Selected." + (item.TypeNames.Count > 0 ? item.TypeNames[0] : "System.Object"));
        return result;
    }

    private void AddProperties(PSObject source, PSObject target)
    {
        var excluded = (ExcludeProperty ?? []).Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase)).ToList();
        foreach (var (name, value) in _properties.SelectMany(property => property.Read(source)))
        {
            if (excluded.Any(pattern => pattern.IsMatch(name))) continue;
            if (target.Properties[name] is null) target.Properties.Add(new PSNoteProperty(name, value));
            else Complain(source, "AlreadyExistingUserSpecifiedPropertyNoExpand", $"The property cannot be processed because the property \"{name}\" already exists.");
        }
    }

    private IEnumerable<PSObject> Expand(PSObject item)
    {
        if (!_expand!.IsOn(item))
        {
            Complain(item, "ExpandPropertyNotFound", $"Property \"{ExpandProperty}\" cannot be found.");
            yield break;
        }
        var value = _expand.ValueOn(item);
        var items = LanguagePrimitives.GetEnumerable(value)?.Cast<object?>() ?? [value];
        foreach (var part in items)
        {
            if (part is null) continue;
            var result = PSObject.AsPSObject(part);
            if (_properties.Count > 0) AddProperties(item, result);
            yield return result;
        }
    }

    private void Complain(object target, string id, string message) =>
        WriteError(new ErrorRecord(new PSArgumentException(message), id, ErrorCategory.InvalidArgument, target));

    // The engine's own way to end the upstream commands early is the exception that Select-Object throws.
    private void StopUpstream() => throw OfflineServicing.Host.EngineInternals.StopUpstream(this);
}

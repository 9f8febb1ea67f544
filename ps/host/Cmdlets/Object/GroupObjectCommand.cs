using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>A group of objects with equal values of the grouping properties.</summary>
public class GroupInfo
{
    internal GroupInfo(string name, ArrayList values)
    {
        Name = name;
        Values = values;
    }

    public ArrayList Values { get; }
    public string Name { get; }
    public int Count { get; internal set; }
    public Collection<PSObject> Group { get; } = [];
}

/// <summary>The same without the objects, for -NoElement.</summary>
public sealed class GroupInfoNoElement : GroupInfo
{
    internal GroupInfoNoElement(string name, ArrayList values) : base(name, values) { }
}

/// <summary>Group-Object; groups come in the order of their values.</summary>
[Cmdlet(VerbsData.Group, "Object", DefaultParameterSetName = "List")]
public sealed class GroupObjectCommand : PSCmdlet
{
    private readonly List<GroupInfo> _groups = [];
    private List<PropertySelection> _keys = [];
    private ObjectOrder? _order;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter NoElement { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public string? Culture { get; set; }

    [Parameter(ParameterSetName = "HashTable", Mandatory = true)]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    [Parameter(ParameterSetName = "HashTable")]
    public SwitchParameter AsString { get; set; }

    protected override void BeginProcessing()
    {
        _keys = PropertySelection.Parse(Property);
        var culture = string.IsNullOrEmpty(Culture) ? CultureInfo.CurrentCulture : LanguagePrimitives.ConvertTo<CultureInfo>(Culture);
        _order = new ObjectOrder(culture, CaseSensitive);
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null) return;
        var values = new ArrayList(_keys.Count == 0 ? [InputObject.BaseObject is PSCustomObject ? InputObject : InputObject.BaseObject] : _keys.Select(key => key.ValueOn(InputObject)).ToArray());
        var group = _groups.Find(known => Compare(known.Values, values) == 0);
        if (group is null)
        {
            var name = string.Join(", ", values.Cast<object?>().Select(value => LanguagePrimitives.ConvertTo<string>(value)));
            group = NoElement ? new GroupInfoNoElement(name, values) : new GroupInfo(name, values);
            _groups.Add(group);
        }
        group.Count++;
        if (!NoElement) group.Group.Add(InputObject);
    }

    protected override void EndProcessing()
    {
        if (AsHashTable)
        {
            var table = CaseSensitive ? new Hashtable() : new Hashtable(StringComparer.OrdinalIgnoreCase);
            foreach (var group in _groups) table[AsString || group.Values.Count != 1 ? group.Name : group.Values[0] ?? ""] = group.Group;
            WriteObject(table);
            return;
        }
        foreach (var group in _groups.OrderBy(group => group.Values, Comparer<ArrayList>.Create(Compare))) WriteObject(group);
    }

    private int Compare(ArrayList? left, ArrayList? right)
    {
        for (var i = 0; i < left!.Count; i++)
            if (_order!.Compare(left[i], right![i]) is var result and not 0) return result;
        return 0;
    }
}

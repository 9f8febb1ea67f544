using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Sort-Object; always stable. Objects without the property come last on the way up and first on the way down.</summary>
[Cmdlet("Sort", "Object", DefaultParameterSetName = "Default")]
public sealed class SortObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public string? Culture { get; set; }

    [Parameter(ParameterSetName = "Default")]
    public SwitchParameter Stable { get; set; }

    [Parameter(ParameterSetName = "Top", Mandatory = true)]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    [Parameter(ParameterSetName = "Bottom", Mandatory = true)]
    [ValidateRange(1, int.MaxValue)]
    public int Bottom { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null) _items.Add(InputObject);
    }

    protected override void EndProcessing()
    {
        var culture = string.IsNullOrEmpty(Culture) ? CultureInfo.CurrentCulture : LanguagePrimitives.ConvertTo<CultureInfo>(Culture);
        var order = new ObjectOrder(culture, CaseSensitive);
        var keys = PropertySelection.Parse(Property);
        var rows = _items.Select(item => (Item: item, Keys: Keys(item, keys))).ToList();
        int Compare((PSObject Item, Key[] Keys) left, (PSObject Item, Key[] Keys) right)
        {
            for (var i = 0; i < left.Keys.Length; i++)
            {
                var result = CompareKey(order, left.Keys[i], right.Keys[i]);
                if (result != 0) return (keys.Count > i ? keys[i].Descending : null) ?? Descending ? -result : result;
            }
            return 0;
        }
        var comparer = Comparer<(PSObject Item, Key[] Keys)>.Create(Compare);
        var sorted = rows.OrderBy(row => row, comparer).ToList();
        if (Unique)
            for (var i = sorted.Count - 1; i > 0; i--)
                if (Compare(sorted[i - 1], sorted[i]) == 0) sorted.RemoveAt(i);
        var chosen = ParameterSetName switch
        {
            "Top" => sorted.Take(Top),
            "Bottom" => sorted.TakeLast(Bottom),
            _ => sorted,
        };
        foreach (var row in chosen) WriteObject(row.Item);
    }

    private readonly record struct Key(bool Exists, object? Value);

    private static Key[] Keys(PSObject item, List<PropertySelection> keys) => keys.Count == 0
        ? [new Key(true, item)]
        : keys.Select(key => new Key(key.IsOn(item), key.ValueOn(item))).ToArray();

    private static int CompareKey(ObjectOrder order, Key left, Key right)
    {
        if (left.Exists != right.Exists) return left.Exists ? -1 : 1;
        return order.Compare(left.Value, right.Value);
    }
}

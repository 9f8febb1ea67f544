using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>What Measure-Object found about numbers.</summary>
public sealed class GenericMeasureInfo
{
    public int Count { get; set; }
    public double? Average { get; set; }
    public double? Sum { get; set; }
    public object? Maximum { get; set; }
    public object? Minimum { get; set; }
    public double? StandardDeviation { get; set; }
    public string? Property { get; set; }
}

/// <summary>What Measure-Object found about text.</summary>
public sealed class TextMeasureInfo
{
    public int? Lines { get; set; }
    public int? Words { get; set; }
    public int? Characters { get; set; }
    public string? Property { get; set; }
}

/// <summary>Measure-Object: count, sums and extremes, or lines, words and characters.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object", DefaultParameterSetName = "GenericMeasure")]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private readonly List<(string? Property, List<object> Values)> _columns = [];
    private List<PropertySelection> _properties = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Sum { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Average { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Maximum { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Minimum { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter StandardDeviation { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter AllStats { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter Line { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter Word { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter Character { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter IgnoreWhiteSpace { get; set; }

    protected override void BeginProcessing()
    {
        _properties = PropertySelection.Parse(Property);
        if (_properties.Count == 0) _columns.Add((null, []));
    }

    protected override void ProcessRecord()
    {
        if (InputObject is null) return;
        if (_properties.Count == 0)
        {
            _columns[0].Values.Add(InputObject);
            return;
        }
        foreach (var property in _properties.Where(property => property.IsOn(InputObject)))
            foreach (var (name, value) in property.Read(InputObject))
            {
                if (value is null) continue;
                var column = _columns.Find(known => known.Property == name);
                if (column.Values is null) _columns.Add(column = (name, []));
                column.Values.Add(value);
            }
    }

    protected override void EndProcessing()
    {
        foreach (var (property, values) in _columns)
            WriteObject(ParameterSetName == "TextMeasure" ? Text(property, values) : Numbers(property, values));
    }

    private GenericMeasureInfo Numbers(string? property, List<object> values)
    {
        var info = new GenericMeasureInfo { Count = values.Count, Property = property };
        if (AllStats || Maximum) info.Maximum = values.Count == 0 ? null : Simplify(values.Aggregate((a, b) => Order(a, b) >= 0 ? a : b));
        if (AllStats || Minimum) info.Minimum = values.Count == 0 ? null : Simplify(values.Aggregate((a, b) => Order(a, b) <= 0 ? a : b));
        if (!(AllStats || Sum || Average || StandardDeviation)) return info;
        var numbers = new List<double>();
        foreach (var value in values)
        {
            if (LanguagePrimitives.TryConvertTo<double>(value, CultureInfo.InvariantCulture, out var number)) numbers.Add(number);
            else WriteError(new ErrorRecord(new PSInvalidCastException($"Input object \"{value}\" is not numeric."), "NonNumericInputObject", ErrorCategory.InvalidType, value));
        }
        info.Count = numbers.Count;
        if (numbers.Count == 0) return info;
        if (AllStats || Sum) info.Sum = numbers.Sum();
        if (AllStats || Average) info.Average = numbers.Average();
        // Of a sample, hence the divisor n - 1.
        if ((AllStats || StandardDeviation) && numbers.Count > 1)
            info.StandardDeviation = Math.Sqrt(numbers.Sum(number => Math.Pow(number - numbers.Average(), 2)) / (numbers.Count - 1));
        return info;
    }

    private static int Order(object left, object right) => new ObjectOrder(CultureInfo.CurrentCulture, false).Compare(left, right);

    // Numbers come back as Double whatever they were; other things as they are.
    private static object Simplify(object value) =>
        LanguagePrimitives.TryConvertTo<double>(value, CultureInfo.InvariantCulture, out var number) ? number : value;

    private TextMeasureInfo Text(string? property, List<object> values)
    {
        var texts = values.Select(value => LanguagePrimitives.ConvertTo<string>(value)).ToList();
        return new TextMeasureInfo
        {
            Property = property,
            Lines = Line ? texts.Sum(text => text.Length == 0 ? 0 : text.Split('\n').Length) : null,
            Words = Word ? texts.Sum(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length) : null,
            Characters = Character ? texts.Sum(text => IgnoreWhiteSpace ? text.Count(c => !char.IsWhiteSpace(c)) : text.Length) : null,
        };
    }
}

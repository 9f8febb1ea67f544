using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>How cmdlets compare objects: numbers as numbers, text in a culture without case, unlike things by their text.</summary>
internal sealed class ObjectOrder(CultureInfo culture, bool caseSensitive) : IComparer<object?>
{
    public int Compare(object? left, object? right)
    {
        if (left is PSObject { ImmediateBaseObject: not PSCustomObject } first) left = first.BaseObject;
        if (right is PSObject { ImmediateBaseObject: not PSCustomObject } second) right = second.BaseObject;
        if (LanguagePrimitives.TryCompare(left, right, !caseSensitive, culture, out var order)) return order;
        return string.Compare(Text(left), Text(right), !caseSensitive, culture);
    }

    /// <summary>True if two objects hold the same: equal values, or the same properties with equal values.</summary>
    public static bool SameContent(PSObject left, PSObject right, bool ignoreCase)
    {
        if (left.BaseObject is not PSCustomObject || right.BaseObject is not PSCustomObject)
            return LanguagePrimitives.Equals(left, right, ignoreCase, CultureInfo.CurrentCulture);
        var first = left.Properties.ToList();
        var second = right.Properties.ToList();
        return first.Count == second.Count && first.All(property => right.Properties[property.Name] is { } other
            && LanguagePrimitives.Equals(property.Value, other.Value, ignoreCase, CultureInfo.CurrentCulture));
    }

    private string Text(object? value) => value is null ? "" : LanguagePrimitives.ConvertTo(value, typeof(string), culture) as string ?? "";
}

using System.Collections;
using System.Management.Automation;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Microsoft.PowerShell.Commands;

/// <summary>Valid JSON that an object with case-insensitive, named properties cannot hold.</summary>
internal sealed class JsonShapeException(string errorId, string message) : InvalidOperationException(message)
{
    public ErrorRecord ToRecord() => new(new InvalidOperationException(Message), errorId, ErrorCategory.InvalidOperation, null);
}

/// <summary>Reads JSON into PSObjects or ordered hashtables, arrays, and plain values: Int64, BigInteger, Double, DateTime.</summary>
internal sealed class JsonReading(bool asHashtable, int maxDepth, JsonDateKind dates)
{
    /// <exception cref="ArgumentException">The text is not JSON, or nested deeper than allowed.</exception>
    /// <exception cref="JsonShapeException">It is JSON that needs -AsHashtable.</exception>
    public object? Read(string text)
    {
        try
        {
            return Convert(Parse(text));
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"Conversion from JSON failed with error: {error.Message}", error);
        }
    }

    private JToken? Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { MaxDepth = maxDepth };
        reader.DateParseHandling = dates switch
        {
            JsonDateKind.Offset => DateParseHandling.DateTimeOffset,
            JsonDateKind.String => DateParseHandling.None,
            _ => DateParseHandling.DateTime,
        };
        reader.DateTimeZoneHandling = dates switch
        {
            JsonDateKind.Local => DateTimeZoneHandling.Local,
            JsonDateKind.Utc => DateTimeZoneHandling.Utc,
            _ => DateTimeZoneHandling.RoundtripKind,
        };
        // The serializer would take a text that ends in the middle; loading a token does not.
        if (!SkipComments(reader)) return null;
        var token = JToken.ReadFrom(reader);
        if (SkipComments(reader))
            throw new JsonReaderException($"Additional text encountered after finished reading JSON content: {reader.Value ?? reader.TokenType}. "
                + $"Path '{reader.Path}', line {reader.LineNumber}, position {reader.LinePosition}.");
        return token;
    }

    private static bool SkipComments(JsonTextReader reader)
    {
        while (reader.Read())
            if (reader.TokenType != JsonToken.Comment) return true;
        return false;
    }

    private object? Convert(JToken? token) => token switch
    {
        JObject json when asHashtable => ToHashtable(json),
        JObject json => ToObject(json),
        JArray array => array.Select(Convert).ToArray(),
        JValue value => value.Value,
        _ => null,
    };

    private OrderedHashtable ToHashtable(JObject json)
    {
        var table = new OrderedHashtable();
        foreach (var property in json.Properties()) table[property.Name] = Convert(property.Value);
        return table;
    }

    private PSObject ToObject(JObject json)
    {
        var result = new PSObject();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in json.Properties())
        {
            if (property.Name.Length == 0)
                throw new JsonShapeException("EmptyKeyInJsonString",
                    "The provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashTable switch.");
            if (!names.Add(property.Name))
                throw new JsonShapeException("KeysWithDifferentCasingInJsonString",
                    "Cannot convert the JSON string because it contains keys with different casing. Please use the -AsHashTable switch instead. "
                    + $"The key that was attempted to be added to the existing key '{names.First(name => name.Equals(property.Name, StringComparison.OrdinalIgnoreCase))}' was '{property.Name}'.");
            result.Properties.Add(new PSNoteProperty(property.Name, Convert(property.Value)));
        }
        return result;
    }
}

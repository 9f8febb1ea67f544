using System.Text;

namespace OfflineServicing.Host;

/// <summary>Standard input and output as UTF-8 without a byte order mark, whatever the locale says, each write flushed.</summary>
internal static class StandardStreams
{
    public static void UseUtf8()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        // Own readers and writers, because the Console class would set up the terminal when its encodings are assigned.
        Console.SetIn(new StreamReader(Console.OpenStandardInput(), utf8, detectEncodingFromByteOrderMarks: false));
        Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true });
        Console.SetError(new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true });
    }
}

using System.Management.Automation.Host;

namespace OfflineServicing.Host;

/// <summary>
/// The screen of a process without one: a window of 120 columns, wide enough for tables and the width that pwsh uses when
/// its output is redirected. What needs a real screen throws.
/// </summary>
internal sealed class RawUserInterface : PSHostRawUserInterface
{
    private const int Columns = 120;
    private const int Rows = 50;

    public override Size BufferSize { get; set; } = new(Columns, Rows);
    public override Size WindowSize { get; set; } = new(Columns, Rows);
    public override Size MaxWindowSize => new(Columns, Rows);
    public override Size MaxPhysicalWindowSize => new(Columns, Rows);
    public override Coordinates WindowPosition { get; set; }
    public override Coordinates CursorPosition { get; set; }
    public override int CursorSize { get; set; } = 25;
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;
    public override string WindowTitle { get; set; } = "";
    public override bool KeyAvailable => false;

    public override void FlushInputBuffer() { }
    public override KeyInfo ReadKey(ReadKeyOptions options) => throw new PSNotImplementedForHost("Reading a key");
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new PSNotImplementedForHost("The screen buffer");
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new PSNotImplementedForHost("The screen buffer");
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new PSNotImplementedForHost("The screen buffer");
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw new PSNotImplementedForHost("The screen buffer");
}

using Csa.Data.Files;
using Csa.Data.Images;
using Csa.Systems;

namespace Csa.Experiments.TensorBoard;

/// <summary>The events that a run writes, as TensorFlow's event.proto and summary.proto number their fields.</summary>
internal static class EventMessage
{
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5, SessionLog = 7;
    private const int Value = 1, Tag = 1, SimpleValue = 2, Image = 4;
    private const int Height = 1, Width = 2, ColourSpace = 3, Encoded = 4;
    private const int Status = 1, Start = 1, Rgb = 3;

    /// <summary>The first event of every file.</summary>
    public static byte[] Version(double wallTime) => new ProtobufMessage().Double(WallTime, wallTime).Text(FileVersion, "brain.Event:2").ToArray();

    /// <summary>A process begins to train: readers drop what an earlier one, killed, wrote for this step and later ones.</summary>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="step">The first step that will be written.</param>
    public static byte[] SessionStart(double wallTime, long step) =>
        At(wallTime, step).Message(SessionLog, new ProtobufMessage().Number(Status, Start)).ToArray();

    /// <summary>Numbers of one step.</summary>
    public static byte[] Scalars(double wallTime, long step, IEnumerable<LossValue> values)
    {
        var summary = new ProtobufMessage();
        foreach (LossValue value in values) summary.Message(Value, new ProtobufMessage().Text(Tag, value.Name).Float(SimpleValue, (float)value.Value));
        return At(wallTime, step).Message(Summary, summary).ToArray();
    }

    /// <summary>An image of one step.</summary>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="tag">Its name.</param>
    /// <param name="size">Of the image.</param>
    /// <param name="file">PNG or JPEG.</param>
    public static byte[] Picture(double wallTime, long step, string tag, ImageSize size, byte[] file)
    {
        ProtobufMessage image = new ProtobufMessage().Number(Height, size.Height).Number(Width, size.Width).Number(ColourSpace, Rgb).Bytes(Encoded, file);
        ProtobufMessage value = new ProtobufMessage().Text(Tag, tag).Message(Image, image);
        return At(wallTime, step).Message(Summary, new ProtobufMessage().Message(Value, value)).ToArray();
    }

    private static ProtobufMessage At(double wallTime, long step) => new ProtobufMessage().Double(WallTime, wallTime).Number(Step, step);
}

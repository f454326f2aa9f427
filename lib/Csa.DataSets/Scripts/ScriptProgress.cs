using Csa.DataSets.Preparation;
using Csa.Programs;

namespace Csa.DataSets.Scripts;

/// <summary>Shows the progress of downloads and preparation.</summary>
internal sealed class ScriptProgress : IPreparationObserver, IDisposable
{
    private readonly Lock showing = new();
    private readonly TransferSpeed speed = new();
    private ProgressLine? line;
    private string title = "";

    public void OnBytes(string file, long have, long? total)
    {
        lock (showing)
        {
            Begin($"{file}");
            double bytesPerSecond = speed.At(have);
            double? left = total is long all && bytesPerSecond > 0 ? (all - have) / bytesPerSecond : null;
            string of = total is long whole ? $" of {ConsoleText.Size(whole)}" : "";
            line!.Show(total is > 0 ? (double)have / total.Value : 0, $"{ConsoleText.Size(have)}{of}, {ConsoleText.Size(bytesPerSecond)}/s", left);
        }
    }

    public void OnFile(int done, int expected, string name)
    {
        lock (showing)
        {
            Begin("preparing");
            line!.Show(Math.Min(1, (double)done / Math.Max(1, expected)), $"{done} of about {expected}  {name}");
        }
    }

    public void OnNote(string note)
    {
        lock (showing)
        {
            line?.Clear();
            Terminal.Note(note);
        }
    }

    public void Dispose() => line?.Dispose();

    private void Begin(string work)
    {
        if (line is not null && work == title) return;
        line?.Dispose();
        line = new ProgressLine(title = work);
        speed.Restart();
    }
}

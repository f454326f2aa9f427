
namespace Csa.Book.Documents;

/// <summary>Collects a running cell's outputs for a file: texts of one stream are joined, updated values replaced.</summary>
public sealed class OutputCollector
{
    private readonly List<CellOutput> outputs = [];
    private readonly System.Text.StringBuilder text = new();
    private bool textIsError;

    /// <summary>The outputs so far.</summary>
    public IReadOnlyList<NotebookOutput> Outputs
    {
        get
        {
            EndText();
            return [.. outputs.Select(output => new NotebookOutput(output))];
        }
    }

    /// <summary>Adds an output.</summary>
    /// <param name="output">As the engine shows it. An update of an unknown display id is ignored: ask
    /// <see cref="TryUpdate"/> of earlier cells.</param>
    public void Add(CellOutput output)
    {
        if (output is CellOutput.Stream stream)
        {
            // Joined once at the end: a cell that prints ten megabytes in small pieces must not copy them each time.
            if (stream.IsError != textIsError) EndText();
            textIsError = stream.IsError;
            text.Append(stream.Text);
            return;
        }

        if (output is CellOutput.Display { IsUpdate: true } update)
        {
            TryUpdate(update);
            return;
        }

        EndText();
        outputs.Add(output);
    }

    /// <summary>Replaces a displayed value with the same id.</summary>
    /// <param name="update">The new value.</param>
    /// <returns>True if a value was displayed under that id.</returns>
    public bool TryUpdate(CellOutput.Display update)
    {
        bool found = false;
        for (int index = 0; index < outputs.Count; index++)
        {
            if (outputs[index] is not CellOutput.Display shown || shown.DisplayId is null || shown.DisplayId != update.DisplayId) continue;
            outputs[index] = shown with { Data = update.Data };
            found = true;
        }

        return found;
    }

    private void EndText()
    {
        if (text.Length > 0) outputs.Add(new CellOutput.Stream(text.ToString(), textIsError));
        text.Clear();
    }
}

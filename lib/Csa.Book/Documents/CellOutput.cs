namespace Csa.Book.Documents;

/// <summary>An output of a running cell, of one of the four kinds that nbformat and Jupyter have.</summary>
public abstract record CellOutput
{
    private CellOutput()
    {
    }

    /// <summary>Text that the cell printed.</summary>
    /// <param name="Text">The text; consecutive texts belong together.</param>
    /// <param name="IsError">True for the error stream.</param>
    public sealed record Stream(string Text, bool IsError) : CellOutput;

    /// <summary>A value that the cell displayed.</summary>
    /// <param name="Data">The value in every form that it has.</param>
    /// <param name="DisplayId">The name under which a later output replaces it, or null.</param>
    /// <param name="IsUpdate">True when it replaces what was displayed under <paramref name="DisplayId"/> before.</param>
    public sealed record Display(MimeBundle Data, string? DisplayId = null, bool IsUpdate = false) : CellOutput;

    /// <summary>The value of the cell's last expression.</summary>
    /// <param name="Data">The value in every form that it has.</param>
    public sealed record Result(MimeBundle Data) : CellOutput;

    /// <summary>Why the cell failed: a compile error or an exception.</summary>
    /// <param name="Name">The exception's type name, "CompilationError" for compile errors, "Interrupted" for an interrupt.</param>
    /// <param name="Message">What went wrong, one paragraph.</param>
    /// <param name="Traceback">Lines to show, ending with the cell's own frames.</param>
    /// <param name="Line">The cell's own line, counted from 1, or null where none is known.</param>
    public sealed record Error(string Name, string Message, IReadOnlyList<string> Traceback, int? Line) : CellOutput;
}

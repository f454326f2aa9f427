namespace Csa.Book.Documents;

/// <summary>The language a cell is written in.</summary>
public enum CellLanguage
{
    /// <summary>C#, run as a script whose state continues from cell to cell.</summary>
    CSharp,

    /// <summary>F#, run in an F# Interactive session in the same process.</summary>
    FSharp,
}

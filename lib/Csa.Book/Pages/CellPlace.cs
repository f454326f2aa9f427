using Csa.Data;

namespace Csa.Book.Pages;

/// <summary>The position of something in a notebook, for errors that name it.</summary>
/// <param name="File">The notebook's path as the user named it.</param>
/// <param name="Number">The cell, from 1.</param>
internal sealed record CellPlace(string File, int Number)
{
    /// <summary>The folder that the cell's relative addresses start from.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(File))!;

    /// <summary>The error for that place: one line for the user.</summary>
    public BadInputException Wrong(string what) => new($"{File}: cell {Number}: {what}");
}

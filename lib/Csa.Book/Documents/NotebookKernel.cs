namespace Csa.Book.Documents;

/// <summary>The kernel that runs notebooks, as their files name it.</summary>
public static class NotebookKernel
{
    /// <summary>The kernel's name, which notebooks carry as metadata.kernelspec.name.</summary>
    public const string Name = "csa-csharp";

    /// <summary>The name that people see when they choose a kernel.</summary>
    public const string DisplayName = "C#/F# (Csa)";

    /// <summary>
    /// Deliberately not a language that editors know: for "C#" VS Code's Jupyter extension would run cells marked C# and no
    /// others, and F# cells could not carry their language. New cells are C# by the notebook's language_info.
    /// </summary>
    public const string Language = "C#/F#";
}

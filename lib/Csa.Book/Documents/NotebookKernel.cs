namespace Csa.Book.Documents;

/// <summary>How notebook files name the kernel that runs their cells.</summary>
public static class NotebookKernel
{
    /// <summary>The kernel's name, which notebooks carry as metadata.kernelspec.name.</summary>
    public const string Name = "csa-csharp";

    /// <summary>What people pick.</summary>
    public const string DisplayName = "C#/F# (Csa)";

    /// <summary>
    /// No language that an editor knows, on purpose: for "C#" VS Code's Jupyter extension would run cells marked C# and no
    /// others, and F# cells could not carry their language. New cells are C# by the notebook's language_info.
    /// </summary>
    public const string Language = "C#/F#";
}

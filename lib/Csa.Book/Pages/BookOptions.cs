namespace Csa.Book.Pages;

/// <summary>The title and cover of a book of notebooks.</summary>
public sealed record BookOptions
{
    /// <summary>The book's title.</summary>
    public string Title { get; init; } = "Coherent Semantic Attention, step by step";

    /// <summary>One sentence under the title.</summary>
    public string Subtitle { get; init; } = "The paper on image inpainting (Liu et al., ICCV 2019), section by section, in C# and F# that runs.";

    /// <summary>A picture under the title; null for figures/strip.png beside the first notebook, if there is one.</summary>
    public string? Cover { get; init; }

    /// <summary>What the cover shows; below it, and for those who do not see it.</summary>
    public string CoverText { get; init; } = "Drawn portraits that the network never saw, not selected: with a hole, the first network's rough fill, the refined one, and the truth";
}

/// <summary>A summary of a written book.</summary>
/// <param name="Index">The page to open.</param>
/// <param name="Pages">One page per notebook, the index not counted.</param>
/// <param name="Pictures">Pictures written beside the pages.</param>
/// <param name="Bytes">Size of all files together.</param>
public sealed record BookSummary(string Index, int Pages, int Pictures, long Bytes);

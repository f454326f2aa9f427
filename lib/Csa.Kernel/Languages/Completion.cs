namespace Csa.Kernel.Languages;

/// <summary>What could stand at the cursor.</summary>
/// <param name="Items">Best first.</param>
/// <param name="Start">Offset, in UTF-16 units, of the text that an item replaces.</param>
/// <param name="End">Offset behind that text.</param>
public sealed record Completion(IReadOnlyList<CompletionItem> Items, int Start, int End);

/// <summary>One thing that could stand at the cursor.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">Method, property, class, keyword …</param>
/// <param name="Detail">Its signature or type, or null.</param>
public sealed record CompletionItem(string Text, string Kind, string? Detail);

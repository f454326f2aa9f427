namespace Csa.Kernel.Languages;

/// <summary>Whether a text can be run as it stands.</summary>
public enum Completeness
{
    /// <summary>It is a whole submission.</summary>
    Complete,

    /// <summary>It needs more lines, as after an opening brace.</summary>
    Incomplete,

    /// <summary>More lines would not mend it.</summary>
    Invalid,
}

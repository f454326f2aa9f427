namespace Csa.Data.Masks;

/// <summary>A mask as it came out of a file, and how the file was understood.</summary>
public sealed class DecodedMask
{
    internal DecodedMask(HoleMask hole, IReadOnlyList<string> notes)
    {
        Hole = hole;
        Notes = notes;
    }

    /// <summary>One sample; may be empty.</summary>
    public HoleMask Hole { get; }

    /// <summary>What a user should know: how the picture was read as a mask, and what looks like a slip. One sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }
}

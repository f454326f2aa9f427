using System.Runtime.Intrinsics;

namespace Csa.Baselines.Patches;

/// <summary>A group of holes with the part of the image that it is filled from, cut out.</summary>
internal sealed class PatchWindow
{
    /// <summary>Patches of fewer pixels on a side say nothing about a texture.</summary>
    public const int SmallestPatch = 3;

    /// <summary>Fewer different patches than this would be repeated all over the hole.</summary>
    private const int FewestSources = 16;

    // A window with fewer is widened while the picture goes on.
    private const int EnoughSources = 256;

    // Thin holes too get surroundings to choose from.
    private const int MinMargin = 40;

    private readonly HoleGroup group;
    private readonly int top;
    private readonly int left;

    private PatchWindow(HoleGroup group, int top, int left, int height, int width)
    {
        (this.group, this.top, this.left, Height, Width) = (group, top, left, height, width);
        Colours = new Vector128<float>[height * width];
        Kinds = new CellKind[height * width];
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Red, green, blue and a fourth value, 0 here, of each pixel; 0 in holes until they are filled.</summary>
    public Vector128<float>[] Colours { get; }

    public CellKind[] Kinds { get; }

    /// <summary>Side of the largest square inside the group.</summary>
    public int Thickness => group.Thickness;

    /// <summary>Side of a patch; 0 where too few whole patches are known for any.</summary>
    public int PatchSide { get; private set; }

    /// <summary>How far from a patch, in rows and in columns, others are tried in its place.</summary>
    public int Reach { get; private set; }

    /// <summary>The window of a group: wide enough for its thickness, widened until it holds enough known patches.</summary>
    public static PatchWindow Around(
        HoleGroup group, ReadOnlySpan<float> planes, ReadOnlySpan<byte> hole, int height, int width, PatchFillOptions options)
    {
        for (int margin = MinMargin + (int)Math.Ceiling(options.Context * group.Thickness); ; margin *= 2)
        {
            (int top, int left) = (Math.Max(0, group.Top - margin), Math.Max(0, group.Left - margin));
            (int bottom, int right) = (Math.Min(height, group.Bottom + margin), Math.Min(width, group.Right + margin));
            bool whole = bottom - top == height && right - left == width;
            var window = new PatchWindow(group, top, left, bottom - top, right - left);
            window.Cut(planes, hole, width);
            int side = Math.Min(options.PatchSide, Math.Min(window.Height, window.Width));
            if (whole) while (side >= SmallestPatch && window.Sources(side) < FewestSources) side -= side > SmallestPatch + 1 ? 2 : 1;
            else if (side < options.PatchSide || window.Sources(side) < EnoughSources) continue;
            window.PatchSide = side < SmallestPatch ? 0 : side;
            window.Reach = margin + group.Thickness;
            return window;
        }
    }

    /// <summary>Writes back what is kept of the filling.</summary>
    public void WriteTo(Span<float> planes, int height, int width)
    {
        foreach (int cell in group.Kept)
        {
            Vector128<float> colour = Colours[Place(cell, width)];
            for (int channel = 0; channel < 3; channel++) planes[(channel * height * width) + cell] = colour[channel];
        }
    }

    private void Cut(ReadOnlySpan<float> planes, ReadOnlySpan<byte> hole, int width)
    {
        int plane = hole.Length;
        for (int i = 0; i < Kinds.Length; i++)
        {
            int from = ((top + (i / Width)) * width) + left + (i % Width);
            Kinds[i] = hole[from] == 0 ? CellKind.Known : CellKind.OtherHole;
            if (hole[from] != 0) continue;
            Colours[i] = Vector128.Create(planes[from], planes[plane + from], planes[(2 * plane) + from], 0);
            if (!float.IsFinite(Vector128.Sum(Colours[i]))) throw new ArgumentException($"image: want finite known pixels, got {Colours[i]} in row {from / width}, column {from % width}");
        }

        foreach (int cell in group.Cells) Kinds[Place(cell, width)] = CellKind.Hole;
    }

    private int Place(int cell, int width) => (((cell / width) - top) * Width) + (cell % width) - left;

    private int Sources(int side) => PatchPlaces.WhollyKnown(Kinds, Height, Width, side).AsSpan().Count(true);
}

/// <summary>The state of a pixel.</summary>
internal enum CellKind : byte
{
    /// <summary>A pixel of the image.</summary>
    Known = 0,

    /// <summary>Missing, of a group that is filled in another window.</summary>
    OtherHole = 1,

    /// <summary>Missing, to be filled.</summary>
    Hole = 2,
}

using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>The direction of single hairs in the band between hairline and silhouette.</summary>
internal enum HairFlow
{
    /// <summary>From the hairline outwards.</summary>
    Across,

    /// <summary>From a parting down to both sides.</summary>
    Along,

    /// <summary>In rings.</summary>
    Curls,
}

/// <summary>
/// Hair as a band between two curves from the left side over the top to the right side: the hairline against the face
/// and the silhouette against the background. A place in the band is (t, s): t = 0 … 1 from left to right, s = 0 at the
/// hairline, 1 at the silhouette.
/// </summary>
internal sealed class HairShape : IDisposable
{
    private readonly SKPoint[] inner, outer;

    private HairShape(SKPoint[] inner, SKPoint[] outer, HairFlow flow, float parting, SKPath? back)
    {
        this.inner = inner;
        this.outer = outer;
        Flow = flow;
        Parting = parting;
        Back = back;
        if (inner.Length == 0) return;
        Front = Strokes.Curve(outer);
        SKPoint[] home = [.. inner.AsEnumerable().Reverse()];
        Front.LineTo(home[0]);
        using SKPath rest = Strokes.Curve(home);
        Front.AddPath(rest, SKPathAddMode.Extend);
        Front.Close();
    }

    /// <summary>The band; null without hair.</summary>
    public SKPath? Front { get; }

    /// <summary>The hair behind the neck or the head; null if there is none.</summary>
    public SKPath? Back { get; }

    public HairFlow Flow { get; }

    /// <summary>The t of the parting.</summary>
    public float Parting { get; }

    /// <summary>A place in the band, on the head plane; s may leave 0 … 1 a little.</summary>
    public SKPoint At(float t, float s)
    {
        SKPoint a = Sample(inner, t), b = Sample(outer, t);
        return new SKPoint(a.X + ((b.X - a.X) * s), a.Y + ((b.Y - a.Y) * s));
    }

    public void Dispose()
    {
        Front?.Dispose();
        Back?.Dispose();
    }

    /// <summary>The shape of a style on a head.</summary>
    public static HairShape Of(PortraitAttributes attributes, Head head)
    {
        float volume = attributes.HairStyle switch
        {
            HairStyle.Short => 0.018f,
            HairStyle.SidePart => 0.045f,
            HairStyle.Curly => 0.055f,
            HairStyle.Bob => 0.035f,
            HairStyle.Long => 0.025f,
            HairStyle.Wavy => 0.045f,
            HairStyle.Afro => 0.135f,
            _ => 0.012f,
        };
        if (attributes.Headwear == Headwear.Beanie) volume = Math.Min(volume, 0.03f);
        return attributes.HairStyle switch
        {
            HairStyle.Bald => new HairShape([], [], HairFlow.Across, 0.5f, null),
            HairStyle.Bob => Hanging(head, volume, 0.34f, 0.5f, Behind(head, volume, 0.36f), fringe: true),
            HairStyle.Long => Hanging(head, volume, 0.75f, 0.5f, Behind(head, volume, 0.75f), fringe: false),
            HairStyle.Wavy => Hanging(head, volume, 0.75f, 0.42f, Behind(head, volume, 0.75f), fringe: false),
            HairStyle.SidePart => Cropped(head, volume, HairFlow.Along, 0.66f, null),
            HairStyle.Curly or HairStyle.Afro => Cropped(head, volume, HairFlow.Curls, 0.5f, null),
            HairStyle.Bun => Cropped(head, volume, HairFlow.Across, 0.5f, Bun(head)),
            _ => Cropped(head, volume, HairFlow.Across, 0.5f, null),
        };
    }

    // To the ears.
    private static HairShape Cropped(Head head, float v, HairFlow flow, float parting, SKPath? back)
    {
        SKPoint[] inner =
        [
            head.At(-0.252f, 0.04f, 0), head.At(-0.236f, -0.05f, 0.03f), head.At(-0.214f, -0.135f, 0.06f), head.At(-0.155f, -0.205f, 0.09f), head.At(-0.075f, -0.238f, 0.11f),
            head.At(0, -0.242f, 0.115f),
            head.At(0.075f, -0.238f, 0.11f), head.At(0.155f, -0.205f, 0.09f), head.At(0.214f, -0.135f, 0.06f), head.At(0.236f, -0.05f, 0.03f), head.At(0.252f, 0.04f, 0),
        ];
        float low = Math.Min(v, 0.09f);
        SKPoint[] outer =
        [
            head.At(-0.266f - (0.5f * low), 0.05f, -0.05f), head.At(-0.276f - (0.9f * low), -0.06f, -0.06f), head.At(-0.272f - low, -0.18f, -0.06f), head.At(-0.225f - (0.85f * v), -0.30f - (0.4f * v), -0.06f),
            head.At(-0.125f - (0.4f * v), -0.385f - (0.85f * v), -0.06f), head.At(0, -0.41f - v, -0.06f), head.At(0.125f + (0.4f * v), -0.385f - (0.85f * v), -0.06f),
            head.At(0.225f + (0.85f * v), -0.30f - (0.4f * v), -0.06f), head.At(0.272f + low, -0.18f, -0.06f), head.At(0.276f + (0.9f * low), -0.06f, -0.06f), head.At(0.266f + (0.5f * low), 0.05f, -0.05f),
        ];
        return new HairShape(inner, outer, flow, parting, back);
    }

    // Over the ears and down to a height.
    private static HairShape Hanging(Head head, float v, float bottom, float parting, SKPath back, bool fringe)
    {
        float top = fringe ? -0.105f : -0.245f, wings = fringe ? -0.10f : -0.195f, middle = (2 * parting) - 1;
        float inward = bottom < 0.5f ? 0.03f : 0;
        SKPoint[] inner =
        [
            head.At(-0.225f + inward, bottom, 0), head.At(-0.238f, 0.26f, 0.01f), head.At(-0.246f, 0.12f, 0.02f), head.At(-0.236f, -0.03f, 0.04f), head.At(-0.165f + (0.06f * middle), wings, 0.09f),
            head.At(-0.085f + (0.1f * middle), (0.6f * top) + (0.4f * wings) - 0.008f, 0.115f), head.At(0.12f * middle, top, 0.12f), head.At(0.085f + (0.1f * middle), (0.6f * top) + (0.4f * wings) - 0.008f, 0.115f),
            head.At(0.165f + (0.06f * middle), wings, 0.09f), head.At(0.236f, -0.03f, 0.04f), head.At(0.246f, 0.12f, 0.02f), head.At(0.238f, 0.26f, 0.01f), head.At(0.225f - inward, bottom, 0),
        ];
        SKPoint[] outer =
        [
            head.At(-0.31f - v + inward, bottom + 0.01f, -0.03f), head.At(-0.315f - (1.3f * v), 0.26f, -0.03f), head.At(-0.305f - (1.2f * v), 0.10f, -0.05f), head.At(-0.29f - v, -0.09f, -0.06f), head.At(-0.215f - (0.8f * v), -0.30f - (0.5f * v), -0.06f),
            head.At(-0.115f - (0.4f * v), -0.38f - (0.9f * v), -0.06f), head.At(0, -0.408f - v, -0.06f), head.At(0.115f + (0.4f * v), -0.38f - (0.9f * v), -0.06f),
            head.At(0.215f + (0.8f * v), -0.30f - (0.5f * v), -0.06f), head.At(0.29f + v, -0.09f, -0.06f), head.At(0.305f + (1.2f * v), 0.10f, -0.05f), head.At(0.315f + (1.3f * v), 0.26f, -0.03f), head.At(0.31f + v - inward, bottom + 0.01f, -0.03f),
        ];
        return new HairShape(inner, outer, HairFlow.Along, parting, back);
    }

    private static SKPath Behind(Head head, float v, float bottom) => Strokes.Curve(
        [
            head.At(0, -0.38f, -0.1f), head.At(0.24f, -0.22f, -0.1f), head.At(0.29f + v, 0.05f, -0.1f), head.At(0.29f + v, bottom, -0.1f),
            head.At(0, bottom + 0.02f, -0.1f), head.At(-0.29f - v, bottom, -0.1f), head.At(-0.29f - v, 0.05f, -0.1f), head.At(-0.24f, -0.22f, -0.1f),
        ], closed: true);

    private static SKPath Bun(Head head)
    {
        SKPoint at = head.At(0.02f, -0.40f, -0.22f);
        var path = new SKPath();
        path.AddOval(new SKRect(at.X - 0.115f, at.Y - 0.085f, at.X + 0.115f, at.Y + 0.09f));
        return path;
    }

    private static SKPoint Sample(SKPoint[] points, float t)
    {
        float place = Math.Clamp(t, 0, 1) * (points.Length - 1);
        int i = Math.Min((int)place, points.Length - 2);
        float u = place - i;
        SKPoint p0 = points[Math.Max(i - 1, 0)], p1 = points[i], p2 = points[i + 1], p3 = points[Math.Min(i + 2, points.Length - 1)];
        return new SKPoint(CatmullRom(p0.X, p1.X, p2.X, p3.X, u), CatmullRom(p0.Y, p1.Y, p2.Y, p3.Y, u));
    }

    private static float CatmullRom(float a, float b, float c, float d, float u) =>
        0.5f * ((2 * b) + (u * (c - a + (u * ((2 * a) - (5 * b) + (4 * c) - d + (u * ((3 * (b - c)) + d - a)))))));
}

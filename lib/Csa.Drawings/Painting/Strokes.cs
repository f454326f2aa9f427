using SkiaSharp;

namespace Csa.Drawings.Painting;

/// <summary>The drawing primitives: soft spots, filled and stroked curves, with or without blur.</summary>
internal static class Strokes
{
    // A bell: soft spots must have no visible rim.
    private static readonly float[] BellAt = [0, 0.2f, 0.4f, 0.6f, 0.8f, 1];
    private static readonly float[] BellOf = [1, 0.9f, 0.65f, 0.33f, 0.09f, 0];

    /// <summary>An elliptic spot that fades to nothing at its rim.</summary>
    /// <param name="canvas">The target.</param>
    /// <param name="at">Centre.</param>
    /// <param name="radiusX">Half width before rotation.</param>
    /// <param name="radiusY">Half height before rotation.</param>
    /// <param name="colour">Opaque.</param>
    /// <param name="opacity">At the centre, 0 … 1.</param>
    /// <param name="degrees">Rotation, clockwise.</param>
    /// <param name="mode">The blend mode.</param>
    public static void Spot(
        this SKCanvas canvas, SKPoint at, float radiusX, float radiusY, SKColor colour, float opacity, float degrees = 0, SKBlendMode mode = SKBlendMode.SrcOver)
    {
        if (opacity <= 0 || radiusX <= 0 || radiusY <= 0) return;
        var colours = Array.ConvertAll(BellOf, bell => colour.Fade(bell * opacity));
        canvas.Save();
        canvas.Translate(at.X, at.Y);
        if (degrees != 0) canvas.RotateDegrees(degrees);
        canvas.Scale(radiusX, radiusY);
        using SKShader shader = SKShader.CreateRadialGradient(SKPoint.Empty, 1, colours, BellAt, SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader, BlendMode = mode };
        canvas.DrawRect(-1, -1, 2, 2, paint);
        canvas.Restore();
    }

    /// <summary>Fills a closed curve.</summary>
    /// <param name="canvas">The target.</param>
    /// <param name="path">The curve.</param>
    /// <param name="colour">With its opacity.</param>
    /// <param name="blur">Standard deviation in the canvas's units; 0 = crisp.</param>
    /// <param name="mode">The blend mode.</param>
    public static void Fill(this SKCanvas canvas, SKPath path, SKColor colour, float blur = 0, SKBlendMode mode = SKBlendMode.SrcOver)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true, BlendMode = mode };
        using SKMaskFilter? filter = Blur(blur);
        paint.MaskFilter = filter;
        canvas.DrawPath(path, paint);
    }

    /// <summary>Fills a closed curve with a gradient or texture.</summary>
    /// <param name="canvas">The target.</param>
    /// <param name="path">The curve.</param>
    /// <param name="shader">The gradient or texture; disposed here.</param>
    public static void Fill(this SKCanvas canvas, SKPath path, SKShader shader)
    {
        using (shader)
        {
            using var paint = new SKPaint { Shader = shader, IsAntialias = true };
            canvas.DrawPath(path, paint);
        }
    }

    /// <summary>Strokes curves with round ends.</summary>
    /// <param name="canvas">The target.</param>
    /// <param name="path">The curve.</param>
    /// <param name="colour">With its opacity.</param>
    /// <param name="width">In the canvas's units.</param>
    /// <param name="blur">Standard deviation in the canvas's units; 0 = crisp.</param>
    public static void Line(this SKCanvas canvas, SKPath path, SKColor colour, float width, float blur = 0)
    {
        if (colour.Alpha == 0) return;
        using var paint = new SKPaint
        {
            Color = colour,
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = width,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        using SKMaskFilter? filter = Blur(blur);
        paint.MaskFilter = filter;
        canvas.DrawPath(path, paint);
    }

    /// <summary>A smooth curve through points (Catmull-Rom).</summary>
    /// <param name="points">At least 2.</param>
    /// <param name="closed">True to end where it starts.</param>
    public static SKPath Curve(ReadOnlySpan<SKPoint> points, bool closed = false)
    {
        var path = new SKPath();
        AddCurve(path, points, closed);
        return path;
    }

    /// <summary>Appends a smooth curve through points, so that many hairs are one stroke.</summary>
    /// <param name="path">Grows.</param>
    /// <param name="points">At least 2.</param>
    /// <param name="closed">True to end where it starts.</param>
    public static void AddCurve(SKPath path, ReadOnlySpan<SKPoint> points, bool closed = false)
    {
        int n = points.Length;
        path.MoveTo(points[0]);
        for (int i = 0; i < (closed ? n : n - 1); i++)
        {
            SKPoint before = points[closed ? (i + n - 1) % n : Math.Max(i - 1, 0)], from = points[i];
            SKPoint to = points[(i + 1) % n], after = points[closed ? (i + 2) % n : Math.Min(i + 2, n - 1)];
            path.CubicTo(
                from.X + ((to.X - before.X) / 6), from.Y + ((to.Y - before.Y) / 6),
                to.X - ((after.X - from.X) / 6), to.Y - ((after.Y - from.Y) / 6),
                to.X, to.Y);
        }

        if (closed) path.Close();
    }

    private static SKMaskFilter? Blur(float sigma) => sigma > 0 ? SKMaskFilter.CreateBlur(SKBlurStyle.Normal, sigma) : null;
}

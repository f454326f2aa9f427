using Csa.Data;
using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>Earrings, headwear and glasses.</summary>
internal static class Accessories
{
    public static void DrawEarrings(SKCanvas canvas, PortraitAttributes attributes, Head head)
    {
        if (attributes.Earrings == Earrings.None) return;
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            if (side * head.Turn > 0.2f) continue; // hidden behind the cheek
            SKPoint lobe = head.At(side * 0.270f, 0.135f, -0.07f);
            using var shape = new SKPath();
            if (attributes.Earrings == Earrings.Stud)
            {
                shape.AddCircle(lobe.X, lobe.Y, 0.0135f);
                canvas.Fill(shape, SKShader.CreateRadialGradient(
                    new SKPoint(lobe.X - 0.004f, lobe.Y - 0.005f), 0.018f, [SKColors.White, new SKColor(226, 218, 208), new SKColor(120, 108, 100)], [0, 0.5f, 1], SKShaderTileMode.Clamp));
            }
            else
            {
                shape.AddOval(new SKRect(lobe.X - 0.024f, lobe.Y, lobe.X + 0.024f, lobe.Y + 0.066f));
                canvas.Line(shape, new SKColor(128, 88, 30), 0.0085f);
                canvas.Line(shape, new SKColor(232, 190, 96), 0.005f);
                canvas.Spot(new SKPoint(lobe.X - 0.012f, lobe.Y + 0.054f), 0.012f, 0.012f, SKColors.White, 0.8f);
            }
        }
    }

    public static void DrawGlasses(SKCanvas canvas, PortraitAttributes attributes, Head head)
    {
        if (attributes.Glasses == Glasses.None) return;
        bool round = attributes.Glasses == Glasses.Round;
        SKColor colour = round ? new SKColor(96, 78, 56) : new SKColor(30, 25, 26);
        float width = round ? 0.0075f : 0.0135f, halfX = round ? 0.073f : 0.086f, halfY = round ? 0.071f : 0.054f;
        using SKPath frame = new(), lenses = new();
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            SKPoint centre = head.At(side * 0.117f, 0.012f, 0.20f);
            float wide = halfX * head.Narrowing(side * 0.10f);
            var box = new SKRect(centre.X - wide, centre.Y - halfY, centre.X + wide, centre.Y + halfY);
            if (round) lenses.AddOval(box);
            else lenses.AddRoundRect(box, 0.026f, 0.026f);
            float outer = centre.X + (side * wide);
            Strokes.AddCurve(frame, [new(outer, centre.Y - 0.016f), head.At(side * 0.235f, -0.006f, 0.06f), head.At(side * 0.268f, 0.0f, -0.06f)]);
        }

        Strokes.AddCurve(frame, [BridgeEnd(-1), head.At(0, -0.012f, 0.215f), BridgeEnd(1)]);
        frame.AddPath(lenses);
        canvas.Save();
        canvas.Translate(-0.010f * head.Light.X, 0.015f);
        canvas.Line(frame, new SKColor(50, 20, 12).Fade(0.38f), width * 1.2f, 0.006f);
        canvas.Restore();
        canvas.Fill(lenses, SKShader.CreateLinearGradient(
            new SKPoint(-0.15f, -0.08f), new SKPoint(0.15f, 0.10f), [SKColors.White.Fade(0.20f), SKColors.White.Fade(0.02f), SKColors.White.Fade(0.12f)], [0, 0.5f, 1], SKShaderTileMode.Clamp));
        canvas.Line(frame, colour, width);
        canvas.Save();
        canvas.Translate(0, -width * 0.22f);
        canvas.Line(frame, SKColors.White.Fade(round ? 0.45f : 0.20f), width * 0.22f);
        canvas.Restore();

        SKPoint BridgeEnd(int side)
        {
            SKPoint centre = head.At(side * 0.117f, 0.012f, 0.20f);
            return new SKPoint(centre.X - (side * halfX * head.Narrowing(side * 0.10f)), centre.Y - 0.010f);
        }
    }

    public static void DrawHeadwear(SKCanvas canvas, PortraitAttributes attributes, Head head, HairShape hair)
    {
        if (attributes.Headwear == Headwear.None) return;
        Random random = Seed.Generator(Seed.Derive(attributes.DetailSeed, 5));
        SKColor colour = Colours.Hsl((float)random.NextDouble(), 0.25f + (0.4f * (float)random.NextDouble()), 0.22f + (0.4f * (float)random.NextDouble()));
        bool beanie = attributes.Headwear == Headwear.Beanie;
        float low = beanie ? -0.145f : -0.215f, high = beanie ? -0.255f : -0.285f, wide = beanie ? 0.275f : 0.40f;
        SKPoint[] brim = [head.At(-wide, low + 0.055f, -0.04f), head.At(-0.17f, low, 0.10f), head.At(0, low - 0.015f, 0.14f), head.At(0.17f, low, 0.10f), head.At(wide, low + 0.055f, -0.04f)];
        SKPoint[] fold = [head.At(wide + 0.02f, high + 0.055f, -0.05f), head.At(0.18f, high, 0.10f), head.At(0, high - 0.015f, 0.14f), head.At(-0.18f, high, 0.10f), head.At(-wide - 0.02f, high + 0.055f, -0.05f)];
        using SKPath band = Strokes.Curve(brim), back = Strokes.Curve(fold);
        band.AddPath(back, SKPathAddMode.Extend);
        band.Close();
        canvas.Save();
        canvas.ClipPath(head.Outline, antialias: true);
        canvas.Translate(0, 0.016f);
        canvas.Fill(band, new SKColor(40, 18, 12).Fade(0.55f), 0.012f);
        canvas.Restore();
        if (!beanie)
        {
            // The band follows whatever it is worn on.
            using SKPath under = hair.Front is { } front ? head.Outline.Op(front, SKPathOp.Union) : new SKPath(head.Outline);
            band.Op(under, SKPathOp.Intersect, band);
        }
        else
        {
            using SKPath crown = Strokes.Curve(
                [
                    head.At(-0.292f, -0.17f, -0.06f), head.At(-0.262f, -0.34f, -0.08f), head.At(-0.15f, -0.46f, -0.08f), head.At(0, -0.495f, -0.08f), head.At(0.15f, -0.46f, -0.08f), head.At(0.262f, -0.34f, -0.08f),
                    head.At(0.292f, -0.17f, -0.06f), head.At(0.15f, -0.24f, 0.08f), head.At(-0.15f, -0.24f, 0.08f),
                ], closed: true);
            Knit(canvas, crown, colour, head, (x, t) => head.At(x * (1 - (0.75f * t * t)), -0.22f - (0.29f * t), 0.10f * (1 - t)), 25);
        }

        Knit(canvas, band, colour.Shade(1.1f), head, (x, t) => head.At(x, low + 0.02f + ((high - low - 0.04f) * t) + (0.75f * x * x), 0.14f - (2f * x * x)), beanie ? 31 : 0);
    }

    // Cloth with light, shade and ribs from (x, 0) to (x, 1).
    private static void Knit(SKCanvas canvas, SKPath shape, SKColor colour, Head head, Func<float, float, SKPoint> rib, int ribs)
    {
        SKRect bounds = shape.Bounds;
        canvas.Fill(shape, colour);
        canvas.Save();
        canvas.ClipPath(shape, antialias: true);
        using var lines = new SKPath();
        for (int i = 0; i < ribs; i++)
        {
            float x = -0.29f + (0.58f * i / (ribs - 1));
            Strokes.AddCurve(lines, [rib(x, 0), rib(x, 0.35f), rib(x, 0.7f), rib(x, 1)]);
        }

        canvas.Line(lines, colour.Shade(0.55f).Fade(0.7f), 0.007f, 0.002f);
        canvas.Spot(new SKPoint(bounds.MidX + (0.16f * head.Light.X), bounds.MidY - (0.2f * bounds.Height)), 0.2f, bounds.Height * 0.6f, SKColors.White, 0.22f);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
            canvas.Spot(new SKPoint(bounds.MidX + (side * bounds.Width * 0.52f), bounds.MidY), 0.16f, bounds.Height, SKColors.Black, 0.55f - (0.35f * side * head.Light.X));
        canvas.Restore();
    }
}

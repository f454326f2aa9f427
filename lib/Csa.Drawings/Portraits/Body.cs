using Csa.Drawings.Painting;
using SkiaSharp;

namespace Csa.Drawings.Portraits;

/// <summary>Neck, shoulders and clothes, in the unit square: they stay upright under a tilted head.</summary>
internal static class Body
{
    public static void Draw(SKCanvas canvas, PortraitAttributes attributes, Head head, Palette palette)
    {
        DrawNeck(canvas, head, palette);
        DrawClothes(canvas, attributes, head);
    }

    private static void DrawNeck(SKCanvas canvas, Head head, Palette palette)
    {
        SKPoint left = head.ToImage.MapPoint(head.At(-0.165f, 0.22f, -0.08f)), right = head.ToImage.MapPoint(head.At(0.165f, 0.22f, -0.08f));
        using SKPath neck = Strokes.Curve(
            [
                left, new(0.335f, 0.87f), new(0.315f, 0.925f), new(0.16f, 0.985f), new(0.0f, 1.04f), new(0.5f, 1.2f), new(1.0f, 1.04f), new(0.84f, 0.985f), new(0.685f, 0.925f), new(0.665f, 0.87f), right,
            ], closed: true);
        canvas.Fill(neck, palette.Skin.Shade(0.80f));
        canvas.Save();
        canvas.ClipPath(neck, antialias: true);
        float away = -head.Light.X;
        canvas.Spot(new SKPoint(0.5f + (0.20f * away), 0.90f), 0.20f, 0.22f, palette.SkinShadow, 0.15f + (0.6f * Math.Abs(away)));
        foreach (int side in (ReadOnlySpan<int>)[-1, 1]) canvas.Spot(new SKPoint(0.5f + (0.185f * side), 0.86f), 0.055f, 0.16f, palette.SkinShadow, 0.45f);
        using SKPath tendons = Strokes.Curve([new(0.39f, 0.90f), new(0.43f, 0.96f), new(0.475f, 1.02f)]);
        Strokes.AddCurve(tendons, [new(0.61f, 0.90f), new(0.57f, 0.96f), new(0.525f, 1.02f)]);
        canvas.Line(tendons, palette.SkinShadow.Fade(0.35f), 0.016f, 0.010f);

        // The jaw's shadow.
        canvas.Concat(head.ToImage);
        canvas.Translate(0.03f * away, 0.045f);
        canvas.Fill(head.Outline, palette.SkinShadow.Shade(0.8f).Fade(0.78f), 0.028f);
        canvas.Restore();
    }

    private static void DrawClothes(SKCanvas canvas, PortraitAttributes attributes, Head head)
    {
        float lightness = 0.10f + (0.72f * (float)attributes.ClothingLightness);
        SKColor colour = Colours.Hsl((float)attributes.ClothingHue, 0.42f * (1.1f - lightness), lightness);
        float neckline = attributes.Clothing == Clothing.Turtleneck ? 0.875f : 0.935f;
        using var cloth = new SKPath();
        cloth.MoveTo(-0.05f, 1.01f);
        cloth.CubicTo(0.10f, 0.975f, 0.22f, 0.955f, 0.325f, neckline);
        switch (attributes.Clothing)
        {
            case Clothing.VNeck:
            case Clothing.Collar:
                cloth.LineTo(0.5f, 1.10f);
                cloth.LineTo(0.675f, neckline);
                break;
            case Clothing.Turtleneck:
                cloth.CubicTo(0.40f, 0.935f, 0.60f, 0.935f, 0.675f, neckline);
                break;
            default:
                cloth.CubicTo(0.40f, 1.01f, 0.60f, 1.01f, 0.675f, neckline);
                break;
        }

        cloth.CubicTo(0.78f, 0.955f, 0.90f, 0.975f, 1.05f, 1.01f);
        cloth.LineTo(1.05f, 1.3f);
        cloth.LineTo(-0.05f, 1.3f);
        cloth.Close();
        canvas.Save();
        canvas.Translate(0, -0.008f);
        canvas.Fill(cloth, new SKColor(40, 20, 14).Fade(0.5f), 0.010f);
        canvas.Restore();
        float bias = 0.35f * head.Light.X;
        canvas.Fill(cloth, SKShader.CreateLinearGradient(
            new SKPoint(0, 0.95f), new SKPoint(1, 0.95f), [colour.Shade(0.85f - bias), colour, colour.Shade(0.85f + bias)], null, SKShaderTileMode.Clamp));
        canvas.Save();
        canvas.ClipPath(cloth, antialias: true);
        DrawSeams(canvas, attributes.Clothing, colour);
        canvas.Restore();
    }

    private static void DrawSeams(SKCanvas canvas, Clothing kind, SKColor colour)
    {
        using var seams = new SKPath();
        if (kind == Clothing.CrewNeck)
        {
            seams.MoveTo(0.31f, 0.955f);
            seams.CubicTo(0.40f, 1.035f, 0.60f, 1.035f, 0.69f, 0.955f);
        }
        else if (kind == Clothing.Turtleneck)
        {
            for (int i = 0; i < 15; i++)
            {
                float x = 0.33f + (0.34f * i / 14);
                seams.MoveTo(x, 0.86f);
                seams.LineTo(0.5f + ((x - 0.5f) * 1.08f), 1.01f);
            }
        }
        else if (kind == Clothing.Collar)
        {
            using SKPath flaps = new();
            foreach (int side in (ReadOnlySpan<int>)[-1, 1])
            {
                flaps.MoveTo(0.5f + (side * 0.18f), 0.925f);
                flaps.LineTo(0.5f + (side * 0.06f), 1.02f);
                flaps.LineTo(0.5f + (side * 0.17f), 1.08f);
                flaps.LineTo(0.5f + (side * 0.26f), 0.955f);
                flaps.Close();
            }

            canvas.Fill(flaps, SKColors.Black.Fade(0.4f), 0.008f);
            canvas.Fill(flaps, Colours.Mix(colour, SKColors.White, 0.30f));
        }
        else
        {
            seams.MoveTo(0.305f, 0.955f);
            seams.LineTo(0.49f, 1.13f);
            seams.MoveTo(0.695f, 0.955f);
            seams.LineTo(0.51f, 1.13f);
        }

        canvas.Line(seams, colour.Shade(0.55f).Fade(0.8f), 0.006f, 0.003f);
    }
}

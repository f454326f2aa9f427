using Csa.Data.Images;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Portraits;

/// <summary>Draws a portrait from its attributes.</summary>
public static class PortraitDrawing
{
    /// <summary>
    /// Draws a portrait, framed as aligned face photographs are: the head fills the square; eyes, nose and mouth lie in
    /// the centre half.
    /// </summary>
    /// <param name="attributes">What to draw.</param>
    /// <param name="side">Height and width in pixels, at least 1. Every size shows the same picture, in more or less detail.</param>
    /// <returns>side x side; the same bytes for the same arguments, on any thread.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side below 1.</exception>
    public static RgbImage Draw(PortraitAttributes attributes, int side)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return Supersampled.Draw(side, canvas =>
        {
            using var head = new Head(attributes);
            var palette = new Palette(attributes);
            using var hair = HairShape.Of(attributes, head);

            Backdrop.Draw(canvas, attributes);
            canvas.Save();
            canvas.Concat(head.ToImage);
            HairPainter.DrawBehind(canvas, attributes, head, palette, hair);
            canvas.Restore();

            Body.Draw(canvas, attributes, head, palette);

            canvas.Save();
            canvas.Concat(head.ToImage);
            Face.DrawEar(canvas, head, palette, before: false);
            Face.DrawSkin(canvas, attributes, head, palette);
            Mouth.Draw(canvas, attributes, head, palette);
            Beard.Draw(canvas, attributes, head, palette);
            Eyes.Draw(canvas, attributes, head, palette);
            Face.DrawLight(canvas, attributes, head, hair);
            Face.DrawEar(canvas, head, palette, before: true);
            Eyes.DrawHighlights(canvas, attributes, head);
            Accessories.DrawEarrings(canvas, attributes, head);
            Accessories.DrawGlasses(canvas, attributes, head);
            HairPainter.DrawFront(canvas, attributes, head, palette, hair);
            Accessories.DrawHeadwear(canvas, attributes, head, hair);
            canvas.Restore();
        });
    }
}

using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>Paints the object between the camera and the house: a tree or a street lamp.</summary>
internal sealed class ForegroundObject(FacadeAttributes attributes, FacadeLight light, FacadeView view, HousePlan main)
{
    private const float LampHeight = 4.3f;
    private readonly uint seed = (uint)Seed.Derive(attributes.DetailSeed, 61);

    /// <summary>Its position in street space.</summary>
    public static Vector3 Place(FacadeAttributes attributes, HousePlan main) => new((float)attributes.ForegroundPlace * ((main.Width / 2) + 0.8f), 0, 3.0f);

    /// <summary>The height of the tree in metres.</summary>
    public static float TreeHeight(FacadeAttributes attributes, HousePlan main) =>
        Math.Min(7.2f, 0.78f * main.Eaves) + (0.9f * Noise.At(1, 1, (uint)Seed.Derive(attributes.DetailSeed, 61)));

    public void Paint(Raster raster)
    {
        if (attributes.Foreground == StreetForeground.None) return;
        (Vector2 foot, float metre) = view.Place(Place(attributes, main));
        if (attributes.Foreground == StreetForeground.Lamp)
        {
            var bounds = new Bounds(foot.X - (0.6f * metre), foot.Y - ((LampHeight + 0.8f) * metre), foot.X + (0.6f * metre), foot.Y + (0.2f * metre));
            float pixel = 1 / (raster.Side * metre);
            raster.Paint(bounds, 0, (x, y) => Lamp((x - foot.X) / metre, (foot.Y - y) / metre, pixel));
            return;
        }

        float autumn = Noise.At(2, 2, seed);
        Vector3 leaf = autumn > 0.6f ? LinearColour.Rgb(190, 132, 60) : LinearColour.Rgb(96 + (16 * autumn), 122, 62);
        Vector3 sky = light.On(Vector3.UnitZ, 0, 1);
        TreePainter.Paint(
            raster,
            new Tree
            {
                Form = attributes.Foreground == StreetForeground.Tree ? TreeForm.Round : TreeForm.Bare,
                Foot = foot,
                Height = TreeHeight(attributes, main) * metre,
                Leaf = leaf,
                Bark = LinearColour.Rgb(98, 84, 72),
                Seed = seed,
            },
            new TreeLight(light.Sun, (light.On(light.Sun, 1, 1) - light.On(light.Sun, 0, 1)), sky, Vector3.Zero, 0));
    }

    // Metres from the foot: a post on a base, a lantern under a cap.
    private Vector4 Lamp(float x, float y, float pixel)
    {
        float wide = y < 0.75f ? 0.115f : y < 0.85f ? 0.14f : 0.048f;
        if (Math.Abs(y - 3.35f) < 0.05f) wide = 0.09f;
        float post = y < LampHeight - 0.55f ? Curves.Line(x, wide, pixel) * Curves.Inside(-y, pixel) : 0;
        float up = y - (LampHeight - 0.55f), glass = Curves.Inside(Math.Max(Math.Abs(x) - 0.13f - (0.16f * up), Math.Abs(up - 0.27f) - 0.27f), pixel);
        float cap = Curves.Inside(Math.Max(Math.Abs(x) - (0.30f * (1 - ((up - 0.54f) / 0.30f))), Math.Abs(up - 0.66f) - 0.13f), pixel);
        float arms = Curves.Line(y - 3.2f, 0.025f, pixel) * Curves.Inside(Math.Abs(x) - 0.30f, pixel);
        float round = Math.Clamp(x / wide, -0.9f, 0.9f);
        Vector3 iron = FacadePalette.Iron * 1.1f * light.On(new Vector3(round, 0, MathF.Sqrt(1 - (round * round))), 1, 1);
        float iron1 = Math.Max(Math.Max(post, arms), cap), bars = glass * Math.Max(Curves.Line(Math.Abs(x) - 0.13f - (0.16f * up), 0.02f, pixel), Curves.Line(x, 0.012f, pixel));
        Vector3 pane = Vector3.Lerp(light.Sky(new Vector3(x, 0.5f, -1)), new Vector3(1.3f, 1.0f, 0.62f), 0.45f);
        float cover = Math.Max(iron1, 0.9f * glass);
        return new Vector4(Vector3.Lerp(pane, iron, Math.Max(iron1, bars)), cover);
    }
}

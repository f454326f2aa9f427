using System.Numerics;
using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>The trees of a landscape: woods in the middle distance, single ones near by.</summary>
internal sealed class Woods(LandscapeContext context)
{
    private const int Tries = 520, NearTries = 64;
    private const float Nearest = 62, Farthest = 1500;
    private readonly uint seed = (uint)Seed.Derive(context.Attributes.DetailSeed, 61);
    private readonly Vector3 leaf = GroundCover.WoodColour(context.Attributes);

    public IEnumerable<SceneObject> All()
    {
        for (int i = 0; i < Tries; i++)
        {
            float z = Nearest * MathF.Pow(Farthest / Nearest, Chance(i, 1)), x = 1.16f * z / LandscapeView.Focal * (Chance(i, 2) - 0.5f);
            float wooded = context.Cover.Wooded(x, z);
            if (wooded < 0 && (wooded < -0.5f || Chance(i, 3) > 0.06f)) continue;
            if (context.Terrain.Site is { } built && Math.Abs(x - built.X) < 9 + (0.10f * Math.Abs(z - built.Z)) && z < built.Z + 12 && z > built.Z - 70) continue;
            float high = Height(i), cells = high * LandscapeView.Metre(z) * context.Raster.Side;
            if (cells < 1.3f || !context.Terrain.IsDry(x, z)) continue;
            yield return At(i, x, z, high);
        }

        for (int i = 0; i < context.Attributes.NearTrees; i++)
            if (NearTree(i) is { } near) yield return near;
    }

    // As near as there is dry ground in view.
    private SceneObject? NearTree(int number)
    {
        float side = (float)context.Attributes.NearTreePlace + (number * 1.24f), first = Math.Max(1.36f * context.View.Nearest, 7.5f);
        if (side > 1) side -= 2;
        for (int i = 0; i < NearTries; i++)
        {
            int turn = i % 8, round = i / 8;
            float z = first * (1 + (0.5f * Chance(number, 11) * (7 - turn) / 7) + (0.35f * (round % 2))), aside = 0.13f * (round + 1) / 2 * (round % 2 == 0 ? -1 : 1);
            float x = 0.47f * Math.Clamp(side + aside, -1, 1) * z / LandscapeView.Focal;
            if (!context.Terrain.IsDry(x, z)) continue;
            float tall = (0.48f + (0.26f * Chance(number, 12))) * z / LandscapeView.Focal;
            return At(900 + number, x, z, Math.Min(tall, 1.6f * Height(900 + number)));
        }

        return null;
    }

    private SceneObject At(int number, float x, float z, float high)
    {
        var foot = new Vector3(x, Math.Max(0, context.Terrain.Height(x, z)), z);
        float metre = LandscapeView.Metre(z), cells = high * metre * context.Raster.Side;
        return new SceneObject(foot, 0.4f * high, () =>
        {
            if (cells > 9) Shade(foot, high, cells);
            TreePainter.Paint(
                context.Raster,
                new Tree
                {
                    Form = Form(cells),
                    // A trunk thinner than a cell would leave the crown in the air: it stands lower, behind the ground.
                    Foot = context.View.Place(foot - new Vector3(0, 0.3f * high * Curves.Step(16, 8, cells), 0)),
                    Height = high * metre,
                    Depth = z,
                    Leaf = Leaf(number),
                    Seed = seed + ((uint)number * 7),
                    Snow = context.Attributes.Season == Season.Winter ? 0.8f : 0,
                },
                context.TreeLight(foot, high));
        });
    }

    private void Shade(Vector3 foot, float high, float cells)
    {
        switch (Form(cells))
        {
            case TreeForm.Round:
                context.Shade(foot, 0.34f * high, 0.36f * high, 0.92f * high, 0.5f);
                break;
            case TreeForm.Bare:
                context.Shade(foot, 0.32f * high, 0.3f * high, 0.9f * high, 0.16f);
                break;
            case TreeForm.Slender:
                context.Shade(foot, 0.10f * high, 0, 0.95f * high, 0.5f);
                break;
            default:
                context.Shade(foot, 0.17f * high, 0, 0.9f * high, 0.5f);
                break;
        }
    }

    private TreeForm Form(float cells) => context.Attributes.Trees switch
    {
        TreeKind.Conifer => TreeForm.Cone,
        _ when context.Attributes.Season == Season.Winter && cells > 9 => TreeForm.Bare,
        TreeKind.Poplar => TreeForm.Slender,
        _ => TreeForm.Round,
    };

    private float Height(int number) => (context.Attributes.Trees == TreeKind.Broadleaf ? 10 : 13.5f) * (0.75f + (0.5f * Chance(number, 4)));

    private Vector3 Leaf(int number)
    {
        Vector3 own = leaf * (0.85f + (0.3f * Chance(number, 5)));
        if (context.Attributes.Trees == TreeKind.Conifer) return own;
        float kind = Chance(number, 6);
        return context.Attributes.Season switch
        {
            Season.Autumn => LinearColour.Along([LinearColour.Rgb(150, 62, 40), LinearColour.Rgb(204, 120, 46), LinearColour.Rgb(214, 172, 70), LinearColour.Rgb(128, 122, 58)], kind),
            Season.Spring when kind > 0.86f => LinearColour.Rgb(236, 206, 212),
            _ => Vector3.Lerp(own, own * new Vector3(1.2f, 1.05f, 0.8f), kind),
        };
    }

    private float Chance(int number, int purpose) => 0.5f + (0.5f * Noise.At(number, purpose, seed));
}

using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>The dimensions of one house, in metres in street space.</summary>
internal sealed class HousePlan
{
    /// <summary>From front to back.</summary>
    public const float Depth = 9;

    private readonly float windowHeight;
    private readonly uint balconyPattern;
    private readonly FacadeAttributes attributes;

    /// <param name="attributes">The attributes of the house.</param>
    /// <param name="left">The x of its left end.</param>
    public HousePlan(FacadeAttributes attributes, float left)
    {
        this.attributes = attributes;
        uint detail = (uint)Seed.Derive(attributes.DetailSeed, 21);
        Seed1 = detail;
        Bay = 2.35f + (0.35f * (float)attributes.WindowWidth) + (0.2f * Noise.At(1, 1, detail));
        Left = left;
        Right = left + (attributes.Bays * Bay);
        Ground = attributes.GroundFloor == GroundFloor.Dwelling ? 3.4f : 3.9f;
        Storey = 3.05f + (0.2f * (float)attributes.WindowHeight);
        Eaves = Ground + ((attributes.Storeys - 1) * Storey) + (attributes.Roof == RoofShape.Cornice ? 0.75f : 0.35f);
        GableRise = attributes.Roof == RoofShape.Gable ? Math.Min(0.95f * Width / 2, 5.5f) : 0;
        Top = Eaves + attributes.Roof switch { RoofShape.Cornice => 0.1f, RoofShape.Pitched => 3.2f, RoofShape.Mansard => 3.3f, _ => GableRise + 0.2f };
        HalfWindow = Bay * (0.165f + (0.135f * (float)attributes.WindowWidth));
        windowHeight = Storey * (0.45f + (0.25f * (float)attributes.WindowHeight));
        DoorBay = Math.Min(attributes.Bays - 1, (int)(attributes.DoorPlace * attributes.Bays));
        balconyPattern = (uint)((Noise.At(2, 5, detail) + 1) * 1.4999f);
    }

    public float Left { get; }

    public float Right { get; }

    public float Width => Right - Left;

    /// <summary>Width of a column of windows.</summary>
    public float Bay { get; }

    /// <summary>Height of the storey at street level.</summary>
    public float Ground { get; }

    /// <summary>Height of every other storey.</summary>
    public float Storey { get; }

    /// <summary>The height at which the wall ends, without a gable.</summary>
    public float Eaves { get; }

    /// <summary>The height of the gable's triangle; 0 without.</summary>
    public float GableRise { get; }

    /// <summary>The height of the highest visible point.</summary>
    public float Top { get; }

    public float HalfWindow { get; }

    public int DoorBay { get; }

    public int Storeys => attributes.Storeys;

    public int Bays => attributes.Bays;

    /// <summary>The seed of this house's stains and curtains.</summary>
    public uint Seed1 { get; }

    public int BayAt(float x) => Math.Clamp((int)MathF.Floor((x - Left) / Bay), 0, Bays - 1);

    public float Middle(int bay) => Left + ((bay + 0.5f) * Bay);

    /// <summary>0 at street level; never above the top one.</summary>
    public int StoreyAt(float y) => y < Ground ? 0 : Math.Min(Storeys - 1, 1 + (int)((y - Ground) / Storey));

    /// <summary>The height of a storey's floor.</summary>
    public float Floor(int storey) => storey == 0 ? 0 : Ground + ((storey - 1) * Storey);

    /// <summary>The height at which the wall ends above a place.</summary>
    public float WallTop(float x) => GableRise == 0 ? Eaves : Eaves + (GableRise * (1 - (Math.Abs(x - ((Left + Right) / 2)) / (Width / 2))));

    public bool HasBalcony(int bay, int storey) => attributes.Balconies != Balconies.None && storey > 0 && balconyPattern switch
    {
        0 => true,
        1 => Bays < 3 || Math.Abs(bay - ((Bays - 1) / 2f)) < Math.Max(1, Bays / 4f),
        _ => (bay + storey) % 2 == 0,
    };

    /// <summary>A storey's window: x from its middle, y from the ground.</summary>
    public Opening Window(int bay, int storey)
    {
        float floor = Floor(storey), bottom = floor + (HasBalcony(bay, storey) ? 0.12f : (0.62f * (Storey - windowHeight)) + 0.05f);
        float top = floor + (0.62f * (Storey - windowHeight)) + 0.05f + windowHeight;
        return new Opening(HalfWindow, bottom, top, attributes.WindowShape);
    }
}

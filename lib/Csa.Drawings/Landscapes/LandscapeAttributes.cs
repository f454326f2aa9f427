using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Landscapes;

/// <summary>
/// All attributes of a drawn landscape. Each is drawn independently of all others, so each can
/// serve as a label; <see cref="LandscapeAttribute.All"/> lists them with their ranges.
/// </summary>
/// <remarks>Left and right are the image's. The defaults are a cottage by a lake before mountains in summer.</remarks>
public sealed record LandscapeAttributes
{
    /// <summary>-1 … 1. The direction of the sun: 0 = ahead, -1 = behind over the left shoulder, 1 = over the right.</summary>
    public double SunAzimuth { get; init; } = 0.6;

    /// <summary>0 … 1. 0 = on the horizon, 1 = high.</summary>
    public double SunElevation { get; init; } = 0.5;

    /// <summary>-1 … 1. -1 = greenish, 1 = violet sky.</summary>
    public double SkyTint { get; init; }

    /// <summary>The clouds.</summary>
    public Clouds Clouds { get; init; } = Clouds.Cumulus;

    /// <summary>0 … 1. 0 = a few, 1 = nearly the whole sky.</summary>
    public double CloudCover { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = the distance is clear, 1 = it fades within walking distance.</summary>
    public double Haze { get; init; } = 0.4;

    /// <summary>0 … 1. Fog that lies in hollows and on water; half of all landscapes have none.</summary>
    public double Mist { get; init; }

    /// <summary>The season.</summary>
    public Season Season { get; init; } = Season.Summer;

    /// <summary>0 … 1. 0 = low, much sky, 1 = high, much ground.</summary>
    public double Horizon { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = from eye height, 1 = from a hill.</summary>
    public double ViewHeight { get; init; } = 0.4;

    /// <summary>0 … 1. 0 = flat ground, 1 = rolling.</summary>
    public double Undulation { get; init; } = 0.5;

    /// <summary>The kind of mountains at the horizon.</summary>
    public Mountains Mountains { get; init; } = Mountains.Peaks;

    /// <summary>0 … 1. 0 = low, 1 = towering.</summary>
    public double MountainHeight { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = near, 1 = far and wide.</summary>
    public double MountainDistance { get; init; } = 0.4;

    /// <summary>0 … 1. 0 = smooth slopes, 1 = rugged.</summary>
    public double Roughness { get; init; } = 0.5;

    /// <summary>0 … 1. How far down snow lies on the mountains: 0 = on the highest tops, 1 = nearly to their feet.</summary>
    public double SnowLine { get; init; } = 0.6;

    /// <summary>Open water.</summary>
    public Water Water { get; init; } = Water.Lake;

    /// <summary>0 … 1. 0 = a strip or brook, 1 = up to the viewer's feet.</summary>
    public double WaterSize { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = a mirror, 1 = waves.</summary>
    public double Ripples { get; init; } = 0.3;

    /// <summary>0 … 1. 0 = brown, 0.5 = green, 1 = blue where it is deep.</summary>
    public double WaterHue { get; init; } = 0.5;

    /// <summary>The cover of the ground.</summary>
    public Ground Ground { get; init; } = Ground.Meadow;

    /// <summary>0 … 1. 0 = lush, 1 = parched; through the colours of crops, heather or sand.</summary>
    public double GroundHue { get; init; } = 0.4;

    /// <summary>0 … 1. How much the plain is divided into fields of other colours.</summary>
    public double Fields { get; init; } = 0.4;

    /// <summary>0 … 1. How many flowers are in the grass; half of all landscapes have none.</summary>
    public double Flowers { get; init; }

    /// <summary>0 … 1. How many boulders lie about; half of all landscapes have none.</summary>
    public double Rocks { get; init; }

    /// <summary>0 … 1. How much of the middle distance is wooded.</summary>
    public double Forest { get; init; } = 0.5;

    /// <summary>The shape of the trees.</summary>
    public TreeKind Trees { get; init; } = TreeKind.Broadleaf;

    /// <summary>0 … 3. Tall trees in the foreground.</summary>
    public int NearTrees { get; init; } = 1;

    /// <summary>-1 … 1. The position of the first of them: -1 = at the left edge, 1 = at the right.</summary>
    public double NearTreePlace { get; init; } = -0.7;

    /// <summary>A path or fence that leads into the distance.</summary>
    public Way Way { get; init; } = Way.None;

    /// <summary>The building.</summary>
    public Building Building { get; init; } = Building.Cottage;

    /// <summary>-1 … 1. The position of the building: -1 = at the left edge, 1 = at the right.</summary>
    public double BuildingPlace { get; init; } = 0.3;

    /// <summary>The seed of the places of hills, clouds and trees. Any number; not a label.</summary>
    public ulong DetailSeed { get; init; }

    /// <summary>Draws every attribute, each independently of the others.</summary>
    /// <param name="seed">Any number; the same seed gives the same attributes in every process.</param>
    public static LandscapeAttributes Sample(ulong seed)
    {
        var draw = new AttributeSampler(seed);
        return new LandscapeAttributes
        {
            SunAzimuth = draw.Signed(),
            SunElevation = draw.Share(),
            SkyTint = draw.Signed(),
            Clouds = draw.Pick<Clouds>(2, 4, 2, 1),
            CloudCover = draw.Share(),
            Haze = draw.Share(),
            Mist = draw.HalfZero(),
            Season = draw.Pick<Season>(1, 1, 1, 1),
            Horizon = draw.Share(),
            ViewHeight = draw.Share(),
            Undulation = draw.Share(),
            Mountains = draw.Pick<Mountains>(1, 2, 3, 1),
            MountainHeight = draw.Share(),
            MountainDistance = draw.Share(),
            Roughness = draw.Share(),
            SnowLine = draw.Share(),
            Water = draw.Pick<Water>(2, 3, 2, 1),
            WaterSize = draw.Share(),
            Ripples = draw.Share(),
            WaterHue = draw.Share(),
            Ground = draw.Pick<Ground>(3, 2, 1, 1),
            GroundHue = draw.Share(),
            Fields = draw.Share(),
            Flowers = draw.HalfZero(),
            Rocks = draw.HalfZero(),
            Forest = draw.Share(),
            Trees = draw.Pick<TreeKind>(2, 1, 2),
            NearTrees = draw.Count(0, 3),
            NearTreePlace = draw.Signed(),
            Way = draw.Pick<Way>(2, 1, 1),
            Building = draw.Pick<Building>(3, 1, 1, 1),
            BuildingPlace = draw.Signed(),
            DetailSeed = Seed.Derive(seed, 1),
        };
    }
}

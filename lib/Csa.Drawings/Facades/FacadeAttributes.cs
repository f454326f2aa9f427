using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Facades;

/// <summary>
/// All attributes of a drawn facade. Each is drawn independently of all others, so each can
/// serve as a label; <see cref="FacadeAttribute.All"/> lists them with their ranges.
/// </summary>
/// <remarks>Left and right are the image's. The defaults are a plain brick house behind a street lamp, in slanting light.</remarks>
public sealed record FacadeAttributes
{
    /// <summary>-1 … 1. The direction of view: -1 = 32 degrees from the left, 0 = square on, 1 = 32 degrees from the right.</summary>
    public double Turn { get; init; } = 0.3;

    /// <summary>0 … 1. 0 = from the street, 1 = from half the height of the house.</summary>
    public double ViewHeight { get; init; } = 0.2;

    /// <summary>
    /// 0 … 1. 0 = vertical lines stay parallel, as in architectural photographs, 1 = they converge: the camera looks up or
    /// down.
    /// </summary>
    public double Tilt { get; init; } = 0.3;

    /// <summary>0 … 1. 0 = the house is seen with its surroundings, 1 = it fills the frame.</summary>
    public double Closeness { get; init; } = 0.5;

    /// <summary>2 … 5. Rows of windows, street level included.</summary>
    public int Storeys { get; init; } = 3;

    /// <summary>2 … 6. Columns of windows.</summary>
    public int Bays { get; init; } = 4;

    /// <summary>The material of the walls.</summary>
    public WallMaterial Wall { get; init; } = WallMaterial.Brick;

    /// <summary>0 … 1. Through the colours that are usual for the material, red first.</summary>
    public double WallHue { get; init; } = 0.3;

    /// <summary>0 … 1. 0 = dark, 1 = bright.</summary>
    public double WallLightness { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = just painted, 1 = streaked and stained.</summary>
    public double Weathering { get; init; } = 0.3;

    /// <summary>The structure of the wall between its windows.</summary>
    public Articulation Articulation { get; init; } = Articulation.None;

    /// <summary>The shape of window openings at the top.</summary>
    public WindowShape WindowShape { get; init; } = WindowShape.Rectangular;

    /// <summary>0 … 1. 0 = a third of a bay, 1 = nearly two thirds.</summary>
    public double WindowWidth { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = less than half a storey, 1 = nearly a whole one.</summary>
    public double WindowHeight { get; init; } = 0.5;

    /// <summary>How bars divide the windows.</summary>
    public Glazing Glazing { get; init; } = Glazing.Cross;

    /// <summary>0 … 1. 0 = dark window frames, 1 = white.</summary>
    public double FrameLightness { get; init; } = 1;

    /// <summary>The frames around the windows.</summary>
    public Surround Surround { get; init; } = Surround.Plain;

    /// <summary>Window shutters; half of all houses have none.</summary>
    public Shutters Shutters { get; init; } = Shutters.None;

    /// <summary>0 … 1. The hue of doors, shutters, shop fronts and awnings around the colour circle, 0 = 1 = red.</summary>
    public double AccentHue { get; init; } = 0.4;

    /// <summary>Balconies; half of all houses have none.</summary>
    public Balconies Balconies { get; init; } = Balconies.None;

    /// <summary>0 … 1. The share of windows with curtains or blinds.</summary>
    public double Curtains { get; init; } = 0.5;

    /// <summary>0 … 1. The share of windows with a light on; half of all houses have none.</summary>
    public double LitWindows { get; init; }

    /// <summary>0 … 1. The share of windows with flower boxes; half of all houses have none.</summary>
    public double FlowerBoxes { get; init; }

    /// <summary>0 … 1. How far ivy has grown up from one corner; half of all houses have none.</summary>
    public double Ivy { get; init; }

    /// <summary>The shape of the roof.</summary>
    public RoofShape Roof { get; init; } = RoofShape.Pitched;

    /// <summary>0 … 1. 0 = red tiles, 0.5 = brown, 1 = blue slate.</summary>
    public double RoofHue { get; init; } = 0.2;

    /// <summary>The storey at street level.</summary>
    public GroundFloor GroundFloor { get; init; } = GroundFloor.Dwelling;

    /// <summary>0 … 1. 0 = the door is in the leftmost bay, 1 = in the rightmost.</summary>
    public double DoorPlace { get; init; } = 0.4;

    /// <summary>The surroundings to the left and right of the house.</summary>
    public HouseRow Row { get; init; } = HouseRow.Terraced;

    /// <summary>The ground in front of the house.</summary>
    public Street Street { get; init; } = Street.Pavement;

    /// <summary>An object between camera and house; half of all views have none.</summary>
    public StreetForeground Foreground { get; init; } = StreetForeground.Lamp;

    /// <summary>-1 … 1. The position of that object: -1 = at the house's left end, 1 = at its right.</summary>
    public double ForegroundPlace { get; init; } = -0.6;

    /// <summary>-1 … 1. Where the sun is: -1 = far left, 0 = behind the camera, 1 = far right.</summary>
    public double LightAzimuth { get; init; } = -0.5;

    /// <summary>0 … 1. 0 = low, 1 = high.</summary>
    public double LightElevation { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = full sun, 1 = hardly a shadow.</summary>
    public double LightSoftness { get; init; } = 0.2;

    /// <summary>-1 … 1. -1 = cold, 1 = golden light.</summary>
    public double LightWarmth { get; init; }

    /// <summary>0 … 1. How much of the house the houses opposite shade; half of all houses are not shaded.</summary>
    public double OppositeShadow { get; init; }

    /// <summary>0 … 1. 0 = blue sky, 1 = clouded all over.</summary>
    public double Cloudiness { get; init; } = 0.3;

    /// <summary>The seed of stains, leaves, curtains and neighbouring houses. Any number; not a label.</summary>
    public ulong DetailSeed { get; init; }

    /// <summary>Draws every attribute, each independently of the others.</summary>
    /// <param name="seed">Any number; the same seed gives the same attributes in every process.</param>
    public static FacadeAttributes Sample(ulong seed)
    {
        var draw = new AttributeSampler(seed);
        return new FacadeAttributes
        {
            Turn = draw.Bell(),
            ViewHeight = draw.Share(),
            Tilt = draw.Share(),
            Closeness = draw.Share(),
            Storeys = draw.Count(2, 5),
            Bays = draw.Count(2, 6),
            Wall = draw.Pick<WallMaterial>(4, 3, 2, 1, 1),
            WallHue = draw.Share(),
            WallLightness = draw.Share(),
            Weathering = draw.Share(),
            Articulation = draw.Pick<Articulation>(1, 1, 1, 1),
            WindowShape = draw.Pick<WindowShape>(3, 1, 1),
            WindowWidth = draw.Share(),
            WindowHeight = draw.Share(),
            Glazing = draw.Pick<Glazing>(1, 1, 1, 1),
            FrameLightness = draw.Share(),
            Surround = draw.Pick<Surround>(2, 2, 1, 1),
            Shutters = draw.Pick<Shutters>(2, 1, 1),
            AccentHue = draw.Share(),
            Balconies = draw.Pick<Balconies>(3, 1, 1, 1),
            Curtains = draw.Share(),
            LitWindows = draw.HalfZero(),
            FlowerBoxes = draw.HalfZero(),
            Ivy = draw.HalfZero(),
            Roof = draw.Pick<RoofShape>(1, 1, 1, 1),
            RoofHue = draw.Share(),
            GroundFloor = draw.Pick<GroundFloor>(2, 1, 1),
            DoorPlace = draw.Share(),
            Row = draw.Pick<HouseRow>(1, 1),
            Street = draw.Pick<Street>(1, 1, 1),
            Foreground = draw.Pick<StreetForeground>(4, 2, 1, 1),
            ForegroundPlace = draw.Signed(),
            LightAzimuth = draw.Signed(),
            LightElevation = draw.Share(),
            LightSoftness = draw.Share(),
            LightWarmth = draw.Signed(),
            OppositeShadow = draw.HalfZero(),
            Cloudiness = draw.Share(),
            DetailSeed = Seed.Derive(seed, 1),
        };
    }
}

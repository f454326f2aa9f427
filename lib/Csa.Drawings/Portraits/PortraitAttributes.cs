using Csa.Data;
using Csa.Drawings.Painting;

namespace Csa.Drawings.Portraits;

/// <summary>
/// All attributes of a drawn portrait. Each is drawn independently of all others, so each can
/// serve as a label; <see cref="PortraitAttribute.All"/> lists them with their ranges.
/// </summary>
/// <remarks>Left and right are the image's. The defaults are a plain face in soft light.</remarks>
public sealed record PortraitAttributes
{
    /// <summary>-1 … 1. Head turned about the vertical: -1 = 23 degrees to the image's left, 1 = to its right.</summary>
    public double Turn { get; init; }

    /// <summary>-1 … 1. Head tilted towards a shoulder: 1 = 9 degrees clockwise.</summary>
    public double Tilt { get; init; }

    /// <summary>-1 … 1. Chin raised (-1, 9 degrees) or lowered (1).</summary>
    public double Nod { get; init; }

    /// <summary>0 … 1. 0 = palest, 1 = darkest.</summary>
    public double SkinTone { get; init; } = 0.3;

    /// <summary>-1 … 1. -1 = rosy, 1 = golden.</summary>
    public double SkinWarmth { get; init; }

    /// <summary>0 … 1. 0 = narrow, 1 = wide.</summary>
    public double FaceWidth { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = pointed chin, 1 = square jaw.</summary>
    public double Jaw { get; init; } = 0.5;

    /// <summary>The colour of hair, brows and beard.</summary>
    public HairColour HairColour { get; init; } = HairColour.DarkBrown;

    /// <summary>Hair style.</summary>
    public HairStyle HairStyle { get; init; } = HairStyle.Short;

    /// <summary>0 … 1. 0 = thin, 1 = bushy.</summary>
    public double BrowThickness { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = straight, 1 = arched.</summary>
    public double BrowArch { get; init; } = 0.5;

    /// <summary>Iris colour.</summary>
    public EyeColour EyeColour { get; init; } = EyeColour.Brown;

    /// <summary>0 … 1. 0 = small, 1 = large.</summary>
    public double EyeSize { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = narrowed, 1 = wide open.</summary>
    public double EyeOpenness { get; init; } = 0.6;

    /// <summary>-1 … 1. -1 = to the image's left, 1 = to its right, relative to the head.</summary>
    public double Gaze { get; init; }

    /// <summary>0 … 1. 0 = slender, 1 = broad.</summary>
    public double NoseWidth { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = short, 1 = long.</summary>
    public double NoseLength { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = thin, 1 = full.</summary>
    public double LipFullness { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = the skin's own tone, 1 = lipstick.</summary>
    public double LipRedness { get; init; } = 0.3;

    /// <summary>-1 … 1. -1 = corners down, 0 = at rest, 1 = broad smile.</summary>
    public double Smile { get; init; } = 0.2;

    /// <summary>0 … 1. 0 = closed, 1 = teeth showing; half of all mouths are closed.</summary>
    public double MouthOpenness { get; init; }

    /// <summary>Glasses; three in four faces wear none.</summary>
    public Glasses Glasses { get; init; } = Glasses.None;

    /// <summary>Beard and moustache; more than half of all faces have none.</summary>
    public FacialHair FacialHair { get; init; } = FacialHair.None;

    /// <summary>Hat or band; five in six heads wear none.</summary>
    public Headwear Headwear { get; init; } = Headwear.None;

    /// <summary>Earrings; half of all ears wear none.</summary>
    public Earrings Earrings { get; init; } = Earrings.None;

    /// <summary>0 … 1. 0 = smooth skin, 1 = furrows.</summary>
    public double Age { get; init; } = 0.3;

    /// <summary>0 … 1. 0 = none, 1 = many; half of all faces have none.</summary>
    public double Freckles { get; init; }

    /// <summary>-1 … 1. The direction of the key light: -1 = far left, 0 = in front, 1 = far right.</summary>
    public double LightAzimuth { get; init; } = -0.4;

    /// <summary>0 … 1. 0 = at eye height, 1 = high above.</summary>
    public double LightElevation { get; init; } = 0.5;

    /// <summary>0 … 1. 0 = deep shadows, 1 = flat light.</summary>
    public double LightSoftness { get; init; } = 0.5;

    /// <summary>The cut at the neck.</summary>
    public Clothing Clothing { get; init; } = Clothing.CrewNeck;

    /// <summary>0 … 1. Around the colour circle, 0 = 1 = red.</summary>
    public double ClothingHue { get; init; } = 0.6;

    /// <summary>0 … 1. 0 = nearly black, 1 = nearly white.</summary>
    public double ClothingLightness { get; init; } = 0.4;

    /// <summary>The background behind the head.</summary>
    public Background Background { get; init; } = Background.Studio;

    /// <summary>0 … 1. Around the colour circle, 0 = 1 = red.</summary>
    public double BackgroundHue { get; init; } = 0.6;

    /// <summary>0 … 1. 0 = dark, 1 = bright.</summary>
    public double BackgroundLightness { get; init; } = 0.5;

    /// <summary>The seed of single hairs, freckles and background blotches. Any number; not a label.</summary>
    public ulong DetailSeed { get; init; }

    /// <summary>Draws every attribute, each independently of the others.</summary>
    /// <param name="seed">Any number; the same seed gives the same attributes in every process.</param>
    public static PortraitAttributes Sample(ulong seed)
    {
        var draw = new AttributeSampler(seed);
        return new PortraitAttributes
        {
            Turn = draw.Bell(),
            Tilt = draw.Bell(),
            Nod = draw.Bell(),
            SkinTone = draw.Share(),
            SkinWarmth = draw.Signed(),
            FaceWidth = draw.Share(),
            Jaw = draw.Share(),
            HairColour = draw.Pick<HairColour>(3, 3, 2, 1, 2, 1),
            HairStyle = draw.Pick<HairStyle>(1, 2, 2, 2, 2, 2, 2, 1, 1),
            BrowThickness = draw.Share(),
            BrowArch = draw.Share(),
            EyeColour = draw.Pick<EyeColour>(3, 1, 1, 2, 1),
            EyeSize = draw.Share(),
            EyeOpenness = draw.Share(),
            Gaze = draw.Bell(),
            NoseWidth = draw.Share(),
            NoseLength = draw.Share(),
            LipFullness = draw.Share(),
            LipRedness = draw.Share(),
            Smile = draw.Signed(),
            MouthOpenness = draw.HalfZero(),
            Glasses = draw.Pick<Glasses>(6, 1, 1),
            FacialHair = draw.Pick<FacialHair>(9, 2, 1, 1, 3),
            Headwear = draw.Pick<Headwear>(10, 1, 1),
            Earrings = draw.Pick<Earrings>(2, 1, 1),
            Age = draw.Share(),
            Freckles = draw.HalfZero(),
            LightAzimuth = draw.Signed(),
            LightElevation = draw.Share(),
            LightSoftness = draw.Share(),
            Clothing = draw.Pick<Clothing>(1, 1, 1, 1),
            ClothingHue = draw.Share(),
            ClothingLightness = draw.Share(),
            Background = draw.Pick<Background>(1, 1, 1, 1, 1, 1),
            BackgroundHue = draw.Share(),
            BackgroundLightness = draw.Share(),
            DetailSeed = Seed.Derive(seed, 1),
        };
    }
}

namespace Csa.Data;

/// <summary>One attribute of a portrait as a label: a class or a number in a range.</summary>
/// <param name="Name">As the property of <see cref="PortraitAttributes"/> is called.</param>
/// <param name="ClassCount">The number of classes; 0 for a continuous attribute.</param>
/// <param name="Minimum">The least value: 0 for a class.</param>
/// <param name="Maximum">The greatest value: ClassCount - 1 for a class.</param>
/// <param name="Value">Reads the attribute: the number, or the class's place in its enum.</param>
public sealed record PortraitAttribute(string Name, int ClassCount, double Minimum, double Maximum, Func<PortraitAttributes, double> Value)
{
    /// <summary>Every attribute, in a fixed order.</summary>
    public static IReadOnlyList<PortraitAttribute> All { get; } =
    [
        Signed(nameof(PortraitAttributes.Turn), portrait => portrait.Turn),
        Signed(nameof(PortraitAttributes.Tilt), portrait => portrait.Tilt),
        Signed(nameof(PortraitAttributes.Nod), portrait => portrait.Nod),
        Share(nameof(PortraitAttributes.SkinTone), portrait => portrait.SkinTone),
        Signed(nameof(PortraitAttributes.SkinWarmth), portrait => portrait.SkinWarmth),
        Share(nameof(PortraitAttributes.FaceWidth), portrait => portrait.FaceWidth),
        Share(nameof(PortraitAttributes.Jaw), portrait => portrait.Jaw),
        Class<HairColour>(nameof(PortraitAttributes.HairColour), portrait => (double)portrait.HairColour),
        Class<HairStyle>(nameof(PortraitAttributes.HairStyle), portrait => (double)portrait.HairStyle),
        Share(nameof(PortraitAttributes.BrowThickness), portrait => portrait.BrowThickness),
        Share(nameof(PortraitAttributes.BrowArch), portrait => portrait.BrowArch),
        Class<EyeColour>(nameof(PortraitAttributes.EyeColour), portrait => (double)portrait.EyeColour),
        Share(nameof(PortraitAttributes.EyeSize), portrait => portrait.EyeSize),
        Share(nameof(PortraitAttributes.EyeOpenness), portrait => portrait.EyeOpenness),
        Signed(nameof(PortraitAttributes.Gaze), portrait => portrait.Gaze),
        Share(nameof(PortraitAttributes.NoseWidth), portrait => portrait.NoseWidth),
        Share(nameof(PortraitAttributes.NoseLength), portrait => portrait.NoseLength),
        Share(nameof(PortraitAttributes.LipFullness), portrait => portrait.LipFullness),
        Share(nameof(PortraitAttributes.LipRedness), portrait => portrait.LipRedness),
        Signed(nameof(PortraitAttributes.Smile), portrait => portrait.Smile),
        Share(nameof(PortraitAttributes.MouthOpenness), portrait => portrait.MouthOpenness),
        Class<Glasses>(nameof(PortraitAttributes.Glasses), portrait => (double)portrait.Glasses),
        Class<FacialHair>(nameof(PortraitAttributes.FacialHair), portrait => (double)portrait.FacialHair),
        Class<Headwear>(nameof(PortraitAttributes.Headwear), portrait => (double)portrait.Headwear),
        Class<Earrings>(nameof(PortraitAttributes.Earrings), portrait => (double)portrait.Earrings),
        Share(nameof(PortraitAttributes.Age), portrait => portrait.Age),
        Share(nameof(PortraitAttributes.Freckles), portrait => portrait.Freckles),
        Signed(nameof(PortraitAttributes.LightAzimuth), portrait => portrait.LightAzimuth),
        Share(nameof(PortraitAttributes.LightElevation), portrait => portrait.LightElevation),
        Share(nameof(PortraitAttributes.LightSoftness), portrait => portrait.LightSoftness),
        Class<Clothing>(nameof(PortraitAttributes.Clothing), portrait => (double)portrait.Clothing),
        Share(nameof(PortraitAttributes.ClothingHue), portrait => portrait.ClothingHue),
        Share(nameof(PortraitAttributes.ClothingLightness), portrait => portrait.ClothingLightness),
        Class<Background>(nameof(PortraitAttributes.Background), portrait => (double)portrait.Background),
        Share(nameof(PortraitAttributes.BackgroundHue), portrait => portrait.BackgroundHue),
        Share(nameof(PortraitAttributes.BackgroundLightness), portrait => portrait.BackgroundLightness),
    ];

    private static PortraitAttribute Class<T>(string name, Func<PortraitAttributes, double> value)
        where T : struct, Enum
    {
        int count = Enum.GetValues<T>().Length;
        return new PortraitAttribute(name, count, 0, count - 1, value);
    }

    private static PortraitAttribute Share(string name, Func<PortraitAttributes, double> value) => new(name, 0, 0, 1, value);

    private static PortraitAttribute Signed(string name, Func<PortraitAttributes, double> value) => new(name, 0, -1, 1, value);
}

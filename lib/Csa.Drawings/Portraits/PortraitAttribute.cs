using Csa.Drawings.Painting;

namespace Csa.Drawings.Portraits;

/// <summary>The attributes of portraits as labels.</summary>
public static class PortraitAttribute
{
    /// <summary>Every attribute of <see cref="PortraitAttributes"/>, in a fixed order.</summary>
    public static IReadOnlyList<DrawingAttribute<PortraitAttributes>> All { get; } =
    [
        DrawingAttribute.Signed<PortraitAttributes>(nameof(PortraitAttributes.Turn), portrait => portrait.Turn),
        DrawingAttribute.Signed<PortraitAttributes>(nameof(PortraitAttributes.Tilt), portrait => portrait.Tilt),
        DrawingAttribute.Signed<PortraitAttributes>(nameof(PortraitAttributes.Nod), portrait => portrait.Nod),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.SkinTone), portrait => portrait.SkinTone),
        DrawingAttribute.Signed<PortraitAttributes>(nameof(PortraitAttributes.SkinWarmth), portrait => portrait.SkinWarmth),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.FaceWidth), portrait => portrait.FaceWidth),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.Jaw), portrait => portrait.Jaw),
        DrawingAttribute.Class<PortraitAttributes, HairColour>(nameof(PortraitAttributes.HairColour), portrait => portrait.HairColour),
        DrawingAttribute.Class<PortraitAttributes, HairStyle>(nameof(PortraitAttributes.HairStyle), portrait => portrait.HairStyle),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.BrowThickness), portrait => portrait.BrowThickness),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.BrowArch), portrait => portrait.BrowArch),
        DrawingAttribute.Class<PortraitAttributes, EyeColour>(nameof(PortraitAttributes.EyeColour), portrait => portrait.EyeColour),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.EyeSize), portrait => portrait.EyeSize),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.EyeOpenness), portrait => portrait.EyeOpenness),
        DrawingAttribute.Signed<PortraitAttributes>(nameof(PortraitAttributes.Gaze), portrait => portrait.Gaze),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.NoseWidth), portrait => portrait.NoseWidth),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.NoseLength), portrait => portrait.NoseLength),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.LipFullness), portrait => portrait.LipFullness),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.LipRedness), portrait => portrait.LipRedness),
        DrawingAttribute.Signed<PortraitAttributes>(nameof(PortraitAttributes.Smile), portrait => portrait.Smile),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.MouthOpenness), portrait => portrait.MouthOpenness),
        DrawingAttribute.Class<PortraitAttributes, Glasses>(nameof(PortraitAttributes.Glasses), portrait => portrait.Glasses),
        DrawingAttribute.Class<PortraitAttributes, FacialHair>(nameof(PortraitAttributes.FacialHair), portrait => portrait.FacialHair),
        DrawingAttribute.Class<PortraitAttributes, Headwear>(nameof(PortraitAttributes.Headwear), portrait => portrait.Headwear),
        DrawingAttribute.Class<PortraitAttributes, Earrings>(nameof(PortraitAttributes.Earrings), portrait => portrait.Earrings),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.Age), portrait => portrait.Age),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.Freckles), portrait => portrait.Freckles),
        DrawingAttribute.Signed<PortraitAttributes>(nameof(PortraitAttributes.LightAzimuth), portrait => portrait.LightAzimuth),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.LightElevation), portrait => portrait.LightElevation),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.LightSoftness), portrait => portrait.LightSoftness),
        DrawingAttribute.Class<PortraitAttributes, Clothing>(nameof(PortraitAttributes.Clothing), portrait => portrait.Clothing),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.ClothingHue), portrait => portrait.ClothingHue),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.ClothingLightness), portrait => portrait.ClothingLightness),
        DrawingAttribute.Class<PortraitAttributes, Background>(nameof(PortraitAttributes.Background), portrait => portrait.Background),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.BackgroundHue), portrait => portrait.BackgroundHue),
        DrawingAttribute.Share<PortraitAttributes>(nameof(PortraitAttributes.BackgroundLightness), portrait => portrait.BackgroundLightness),
    ];
}

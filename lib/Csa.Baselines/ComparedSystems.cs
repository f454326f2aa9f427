using Csa.Baselines.ContextualAttention;
using Csa.Baselines.GatedConv;
using Csa.Baselines.PartialConv;
using Csa.Baselines.ShiftNet;
using Csa.Systems;

namespace Csa.Baselines;

/// <summary>The learned systems of Tables 1 and 2: CSA and those that the paper compares it with.</summary>
public static class ComparedSystems
{
    /// <summary>The catalogue of all of them: every system that a run can name.</summary>
    public static SystemCatalog Catalog { get; } = new(
    [
        Presets.All,
        new(ContextualAttentionOptions.ModelName, ContextualAttentionPresets.Quick, ContextualAttentionPresets.Paper),
        new(ShiftNetOptions.ModelName, ShiftNetPresets.Quick, ShiftNetPresets.Paper),
        new(PartialConvOptions.ModelName, PartialConvPresets.Quick, PartialConvPresets.Paper),
        new(GatedConvOptions.ModelName, GatedConvPresets.Quick, GatedConvPresets.Paper),
    ]);
}

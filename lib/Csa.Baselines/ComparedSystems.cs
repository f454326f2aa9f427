using Csa.Baselines.ContextualAttention;
using Csa.Baselines.GatedConv;
using Csa.Baselines.PartialConv;
using Csa.Baselines.ShiftNet;
using Csa.Systems;

namespace Csa.Baselines;

/// <summary>The learned systems of Tables 1 and 2: CSA and those that the paper compares it with.</summary>
public static class ComparedSystems
{
    /// <summary>Everything that a run can name.</summary>
    public static SystemCatalog Catalog { get; } = new(
    [
        Presets.All,
        new("ca", ContextualAttentionPresets.Quick, ContextualAttentionPresets.Paper),
        new("sh", ShiftNetPresets.Quick, ShiftNetPresets.Paper),
        new("pc", PartialConvPresets.Quick, PartialConvPresets.Paper),
        new("gc", GatedConvPresets.Quick, GatedConvPresets.Paper),
    ]);
}

using Csa.Systems;
using Xunit;

namespace Csa.Tests;

/// <summary>How the CPU is called.</summary>
public class ProcessorTests
{
    [Fact]
    public void Linux_names_a_kind_by_family_and_model()
    {
        Processor amd = Processor.Of(["processor\t: 0", "cpu family\t: 26", "model\t\t: 2", "model name\t: AMD EPYC-Turin Processor", "flags\t\t: fpu avx avx2 avx512f avx512_bf16", "", "model name\t: another"]);
        Assert.Equal(new Processor("AMD EPYC-Turin Processor, family 26 model 2", "avx2 avx512f avx512_bf16"), amd);
        Processor arm = Processor.Of(["processor\t: 0", "Features\t: fp asimd sve bf16", "CPU implementer\t: 0x41", "CPU part\t: 0xd4f"]);
        Assert.EndsWith(", implementer 0x41 model 0xd4f", arm.Name);
        Assert.Equal("asimd sve bf16", arm.Extensions);
        Assert.Equal("", Processor.Of([]).Extensions);
    }

    [Fact]
    public void This_machine_has_a_name() => Assert.NotEmpty(Processor.Here.Name);
}

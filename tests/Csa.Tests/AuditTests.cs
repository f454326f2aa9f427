using System.Reflection;
using System.Runtime.CompilerServices;
using Csa.Tests.Attention;
using Csa.Tests.Data;
using Csa.Tests.Losses;
using Csa.Tests.Masks;
using Csa.Tests.Networks;
using Csa.Tests.Training;
using Csa.Tests.Verification;
using Xunit;

namespace Csa.Tests;

/// <summary>
/// The audit of the published code, made executable: for each of its 28 findings the tests that show what is right here.
/// Tests of this project are named by the compiler, laws of Csa.Properties by the text of their names.
/// </summary>
public class AuditTests
{
    private const string Laws = "law: ";

    public static TheoryData<int, string, Type?, string> Findings => new()
    {
        {
            1, "the consistency loss gives no gradient",
            typeof(GradientReachTests), nameof(GradientReachTests.The_consistency_loss_reaches_the_rough_network_the_encoder_and_the_decoder_up_to_its_taps)
        },
        {
            2, "the feature discriminator never trains the generator",
            typeof(GradientReachTests), nameof(GradientReachTests.Each_adversarial_term_reaches_both_networks)
        },
        {
            3, "the refinement's losses stop before the rough network",
            typeof(GradientReachTests), nameof(GradientReachTests.The_refined_reconstruction_reaches_both_networks_end_to_end)
        },
        {
            4, "known cells count in the consistency loss",
            typeof(LossTests), nameof(LossTests.Consistency_counts_hole_cells_alone_and_adds_both_taps)
        },
        { 4, "known cells count in the consistency loss", null, Laws + "Eq. 4: zero iff both taps equal the target on every hole cell" },
        {
            5, "the forward pass overwrites its input",
            typeof(NetworkBehaviourTests), nameof(NetworkBehaviourTests.The_input_stays_as_it_was_and_gets_no_gradient_from_its_hole)
        },
        { 6, "weights and reductions of the objective", typeof(LossTests), nameof(LossTests.The_objective_weighs_its_terms_as_Equation_8) },
        { 6, "weights and reductions of the objective", typeof(GoldenTests), nameof(GoldenTests.Every_case_of_the_repositorys_copy_holds) },
        {
            7, "Eq. 5-6 with a leading minus would maximise the squares",
            typeof(LossTests), nameof(LossTests.A_perfect_discriminator_loses_nothing_and_its_generator_all)
        },
        {
            7, "Eq. 5-6 with a leading minus would maximise the squares",
            null, Laws + "Eq. 5: the discriminator loses nothing iff every real is mean fake + 1"
        },
        {
            8, "VGG sees images that are not normalised",
            typeof(ImageNetFeaturesTests), nameof(ImageNetFeaturesTests.Its_features_are_VGG16_of_the_normalised_image)
        },
        {
            9, "the feature discriminator's grid is not Fig. 5's",
            typeof(NetworkShapeTests), nameof(NetworkShapeTests.Discriminators_give_the_papers_grids)
        },
        {
            10, "the fill colour has green and blue exchanged",
            typeof(NetworkBehaviourTests), nameof(NetworkBehaviourTests.The_hole_is_filled_with_the_mean_colour_or_the_published_one)
        },
        { 11, "similarities are divided by one norm only", null, Laws + "11. it breaks law 5: the length of a hole cell matters" },
        { 11, "similarities are divided by one norm only", null, Laws + "5. scaling one hole cell by a power of two changes nothing, to the bit" },
        { 12, "no clamp: weights leave [0, 1]", null, Laws + "11. it breaks law 1: weights leave [0, 1]" },
        { 12, "no clamp: weights leave [0, 1]", null, Laws + "1. a_i and b_i lie in [0, 1] and sum to 1, and a_i = 0 without predecessor" },
        { 13, "the backward pass rounds attention to whole numbers", null, Laws + "8. AttentionConstant is the adjoint of f -> (known, A known)" },
        { 14, "which rows survive the rounding is a lottery", null, Laws + "8. AttentionConstant is the adjoint of f -> (known, A known)" },
        {
            15, "the backward pass is no derivative of the forward pass",
            null, Laws + "8. decided: the gradient is the central difference of the layer, and of the reference"
        },
        { 16, "known cells are matched again, and swapped", null, Laws + "4. known cells pass bit-identical, whatever happens in the hole" },
        { 17, "a zero vector in the hole gives NaN from there on", null, Laws + "11. it breaks finiteness: a zero vector in the hole gives NaN" },
        {
            17, "a zero vector in the hole gives NaN from there on",
            null, Laws + "2. a zero cell in the hole takes its best match, which is the first known cell"
        },
        {
            18, "hole cells are cached from the first image",
            typeof(CsaLayerTests), nameof(CsaLayerTests.A_call_remembers_nothing_of_the_one_before_and_draws_no_random_number)
        },
        { 18, "hole cells are cached from the first image", null, Laws + "4. a sample neither knows nor moves the others of its batch, to the bit" },
        {
            19, "a caller's mask is zeroed later",
            typeof(HoleMaskTests), nameof(HoleMaskTests.A_mask_keeps_its_cells_whatever_becomes_of_what_it_was_made_from)
        },
        {
            20, "a convolution is drawn for each hole cell",
            typeof(CsaLayerTests), nameof(CsaLayerTests.A_call_remembers_nothing_of_the_one_before_and_draws_no_random_number)
        },
        { 21, "widths other than 64 fail", typeof(NetworkShapeTests), nameof(NetworkShapeTests.Capped_channels_still_match_VGGs) },
        {
            22, "the backward pass takes maps for square",
            null, Laws + "8. decided: the gradient is the central difference of the layer, and of the reference"
        },
        { 23, "outputs leave [-1, 1] and are not composited", typeof(CsaSystemTests), nameof(CsaSystemTests.Inpainting_takes_any_size_and_clamps) },
        { 24, "the rough network is not quite pix2pix's", typeof(GoldenTests), nameof(GoldenTests.Every_case_of_the_repositorys_copy_holds) },
        {
            25, "where the layer stands",
            typeof(NetworkShapeTests), nameof(NetworkShapeTests.At_256_pixels_the_taps_have_the_papers_grids_and_VGGs_shape)
        },
        { 26, "the centre hole is 120 of 256", typeof(MaskShapesTests), nameof(MaskShapesTests.The_official_centre_is_120_of_256) },
        { 27, "photographs are squashed", typeof(PhotoFolderTests), nameof(PhotoFolderTests.Fit_crops_the_centre_or_squashes) },
        { 27, "soft mask pixels become known", typeof(MaskFolderTests), nameof(MaskFolderTests.White_is_hole_from_128_on) },
        { 28, "a learning rate schedule that the paper does not have", typeof(CsaTrainingTests), nameof(CsaTrainingTests.The_paper_preset_is_the_papers) },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public void Every_finding_is_answered_by_a_test(int finding, string what, Type? tests, string name)
    {
        Assert.InRange(finding, 1, 28);
        if (tests is not null)
            Assert.NotNull(tests.GetMethod(name)?.GetCustomAttribute<FactAttribute>());
        else
            Assert.True(LawNames.Value.Any(law => law.StartsWith(name[Laws.Length..], StringComparison.Ordinal)), $"{what}: Csa.Properties has no {name}");
    }

    [Fact]
    public void No_finding_is_left_out() =>
        Assert.Equal(Enumerable.Range(1, 28), Findings.Select(row => (int)row[0]).Distinct());

    // Between the double backticks of F# test names.
    private static readonly Lazy<string[]> LawNames = new(() =>
        [.. Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(Here())!, "..", "Csa.Properties"), "*.fs", SearchOption.AllDirectories)
            .SelectMany(file => File.ReadAllText(file).Split("``").Where((_, part) => part % 2 == 1))]);

    private static string Here([CallerFilePath] string path = "") => path;
}

namespace Csa.Book.Mathematics;

/// <summary>The commands that stand for one sign, by kind.</summary>
internal static class TexSymbols
{
    /// <summary>Letters and constants, set as identifiers.</summary>
    public static readonly IReadOnlyDictionary<string, string> Identifiers = Table("""
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ
        pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
        Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
        ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ aleph ℵ partial ∂ nabla ∇ infty ∞ emptyset ∅ varnothing ∅ top ⊤ bot ⊥ angle ∠
        ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ prime ′ checkmark ✓ degree °
        """);

    /// <summary>Operators, relations, arrows and brackets.</summary>
    public static readonly IReadOnlyDictionary<string, string> Operators = Table("""
        cdot ⋅ times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet ∙ odot ⊙ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ setminus ∖ cup ∪ cap ∩ vee ∨ lor ∨ wedge ∧ land ∧
        leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ ll ≪ gg ≫ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ prec ≺ succ ≻ lt < gt > coloneqq ≔ triangleq ≜ doteq ≐
        in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ mid ∣ nmid ∤ parallel ∥ perp ⊥ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ therefore ∴
        to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longrightarrow ⟶
        longmapsto ⟼ uparrow ↑ downarrow ↓ hookrightarrow ↪ colon :
        """);

    /// <summary>Signs that carry their limits above and below where there is room.</summary>
    public static readonly IReadOnlyDictionary<string, string> LargeOperators = Table("""
        sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigvee ⋁ bigwedge ⋀
        """);

    /// <summary>Integrals carry their limits beside them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Integrals = Table("int ∫ iint ∬ iiint ∭ oint ∮");

    /// <summary>Brackets that \left, \right and \big take, beside the signs that stand for themselves.</summary>
    public static readonly IReadOnlyDictionary<string, string> Fences = Table("""
        { { } } lbrace { rbrace } langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lvert | rvert | vert | lVert ‖ rVert ‖ Vert ‖ | ‖ lbrack [ rbrack ]
        """);

    /// <summary>Accents, and what is stretched over or under a term.</summary>
    public static readonly IReadOnlyDictionary<string, string> Accents = Table("""
        hat ^ widehat ^ tilde ~ widetilde ~ bar ‾ overline ‾ vec → dot ˙ ddot ¨ check ˇ breve ˘ acute ´ grave ` overrightarrow → overbrace ⏞
        """);

    /// <summary>What is stretched under a term.</summary>
    public static readonly IReadOnlyDictionary<string, string> Underlines = Table("underline _ underbrace ⏟");

    /// <summary>Spaces, in em.</summary>
    public static readonly IReadOnlyDictionary<string, string> Spaces = new Dictionary<string, string>
    {
        [","] = "0.167em",
        [":"] = "0.222em",
        [">"] = "0.222em",
        [";"] = "0.278em",
        ["!"] = "-0.167em",
        [" "] = "0.333em",
        ["\n"] = "0.333em",
        ["quad"] = "1em",
        ["qquad"] = "2em",
        ["thinspace"] = "0.167em",
        ["enspace"] = "0.5em",
    };

    /// <summary>Functions written upright.</summary>
    public static readonly IReadOnlySet<string> Functions = Words(
        "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg arg deg dim hom ker");

    /// <summary>Functions whose index goes below them where there is room.</summary>
    public static readonly IReadOnlySet<string> LimitFunctions = Words("max min sup inf lim limsup liminf argmax argmin det gcd Pr");

    /// <summary>Characters that a backslash makes plain.</summary>
    public const string Escaped = "%#$_&";

    private static Dictionary<string, string> Table(string pairs)
    {
        string[] words = pairs.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    private static HashSet<string> Words(string words) => [.. words.Split(' ')];
}

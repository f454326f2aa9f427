namespace Csa.Cli.Doctor;

/// <summary>The result of a check.</summary>
internal enum Health
{
    /// <summary>It is present and works.</summary>
    Fine,

    /// <summary>It is absent, but only some things need it.</summary>
    Absent,

    /// <summary>It is needed by everything and absent, or it is present and does not work.</summary>
    Broken,
}

/// <summary>One line of the report.</summary>
/// <param name="What">What was checked.</param>
/// <param name="Health">The result.</param>
/// <param name="Text">What was found.</param>
/// <param name="Cure">The command that fixes it, or what it is for; null if there is nothing to do.</param>
internal sealed record Finding(string What, Health Health, string Text, string? Cure = null)
{
    /// <summary>Runs a check; an exception becomes a finding and does not end the program.</summary>
    /// <param name="what">What is checked.</param>
    /// <param name="cure">What to do if the check fails.</param>
    /// <param name="look">The check.</param>
    public static IReadOnlyList<Finding> Of(string what, string cure, Func<IEnumerable<Finding>> look)
    {
        try
        {
            return [.. look()];
        }
        catch (Exception fault)
        {
            Exception root = fault.GetBaseException();
            return [new Finding(what, Health.Broken, $"{root.GetType().Name}: {root.Message.Split('\n')[0]}", cure)];
        }
    }
}

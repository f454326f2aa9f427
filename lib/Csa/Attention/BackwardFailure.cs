namespace Csa.Attention;

/// <summary>Carries an exception from a custom backward pass, which it must not leave (the process would abort), to whoever can throw it.</summary>
internal sealed class BackwardFailure
{
    // Written by autograd's thread, which on a GPU is not the one that reads.
    private volatile Exception? first;

    public void Keep(Exception failure) => first ??= failure;

    public void Throw()
    {
        if (first is Exception failure)
            throw new InvalidOperationException($"the backward pass of the CSA layer failed: {failure.Message}", failure);
    }
}

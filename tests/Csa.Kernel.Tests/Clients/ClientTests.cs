using Xunit;

namespace Csa.Kernel.Tests.Clients;

/// <summary>jupyter_client, nbclient and jupyter nbconvert, as Debian ships them, on the built kernel.</summary>
[Collection("Jupyter clients")]
public sealed class ClientTests(ClientTests.Session session, ClientTests.Notebooks notebooks) : IClassFixture<ClientTests.Session>, IClassFixture<ClientTests.Notebooks>
{
    [SkippableTheory]
    [InlineData("start")]
    [InlineData("streams")]
    [InlineData("sharing")]
    [InlineData("language by metadata")]
    [InlineData("unicode")]
    [InlineData("user expressions, silent, history")]
    [InlineData("displayed values")]
    [InlineData("errors and the state behind them")]
    [InlineData("an error stops what waits behind it")]
    [InlineData("an exception that no cell can catch")]
    [InlineData("console input")]
    [InlineData("completion")]
    [InlineData("inspection")]
    [InlineData("is_complete")]
    [InlineData("200 quick cells")]
    [InlineData("a cell that prints 10 MB")]
    [InlineData("interrupt C#")]
    [InlineData("interrupt F#")]
    [InlineData("an interrupt leaves the cell's own threads alone")]
    [InlineData("interrupt by signal")]
    [InlineData("interrupt a flood")]
    [InlineData("restart while a cell runs")]
    public void One_kernel(string check) => session.Holds(check);

    [SkippableTheory]
    [InlineData("nbclient")]
    [InlineData("nbconvert --execute")]
    [InlineData("two kernels at once")]
    [InlineData("a killed client takes its kernel along")]
    public void Whole_notebooks(string check) => notebooks.Holds(check);

    public sealed class Session() : ClientScript("session.py");

    public sealed class Notebooks() : ClientScript("notebooks.py");
}

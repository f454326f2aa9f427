using Csa.Experiments.Training;

namespace Csa.Experiments.Comparison;

/// <summary>Is told how the trainings of a comparison go.</summary>
internal interface IComparisonObserver
{
    /// <summary>A training begins, or goes on.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="count">Of all trainings.</param>
    /// <param name="folder">The run's.</param>
    /// <returns>Who is told how this one goes.</returns>
    ITrainingObserver OnTraining(int number, int count, string folder);

    /// <summary>That training ended: it is finished, or was asked to stop.</summary>
    void OnEnd(TrainingResult result);

    /// <summary>That training diverged, and is given up.</summary>
    /// <param name="folder">The run's.</param>
    /// <param name="fault">Says where.</param>
    void OnGivenUp(string folder, TrainingDivergedException fault);
}

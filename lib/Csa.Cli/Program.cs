using Csa.Cli;

return Application.Run(args);

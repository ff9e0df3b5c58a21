"""The picture side of NeuroImagen: image/text space, autoencoder, diffusion, saliency maps."""

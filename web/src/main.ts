import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { applyTheme, loadTheme } from './data/preferences';

applyTheme(loadTheme());
const target = document.getElementById('app');
if (target) mount(App, { target });
